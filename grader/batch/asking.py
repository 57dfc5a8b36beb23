"""What only workers can tell before anything is graded: which task a file is for, what tasks ask for. Remembered."""

from collections.abc import Callable, Iterable

from grader import __version__
from grader.batch.asked import Lost, Workers, why_not
from grader.batch.job import Course, CourseFacts, Look, Message, Seen, TaskFacts
from grader.batch.plan import Read
from grader.batch.store import Store
from grader.catalog import Catalog
from grader.cohort import content
from grader.errors import GraderError, GraderFault

_PATIENCE_S = 0.25
_SEEN_FORMAT = 1


class Asking:
    """Asks the workers, which are started for it only where nothing is remembered."""

    def __init__(
        self, catalog: Catalog, store: Store, workers: Callable[[], Workers], say: Callable[[str], None]
    ) -> None:
        self._catalog, self._store, self._workers, self._say = catalog, store, workers, say

    def seen(self, reads: list[Read]) -> dict[str, Seen]:
        """What files say of themselves, by digest; each is looked at once, ever."""
        memory = self._store.remembered("seen") or {}
        known = memory.get("files", {}) if memory.get("format") == [_SEEN_FORMAT, __version__] else {}
        seen = {sha: Seen.model_validate(one) for sha, one in known.items()}
        wanted = {one.sha256: one for one in reads}
        fresh = [one for sha, one in wanted.items() if sha not in seen]
        if fresh:
            self._say(f"looking at {len(fresh)} files to see which task they are for")
            jobs = (Look(name=one.name, sha256=one.sha256, content=content(one.handed)[1]) for one in fresh)
            for number, message in self._through(jobs):
                self._say(f"looking at {len(fresh)} files: {len(seen)} done")
                sha = fresh[number].sha256
                seen[sha] = message if isinstance(message, Seen) else Seen(sha256=sha, refused=why_not(message))
            self._store.remember(
                "seen",
                {
                    "format": [_SEEN_FORMAT, __version__],
                    "files": {sha: one.model_dump(mode="json") for sha, one in seen.items()},
                },
            )
        return seen

    def _through(self, jobs: Iterable[Message]) -> Iterable[tuple[int, Message | Lost]]:
        """What comes of short jobs, with their numbers, as they are done."""
        waiting, number, workers = iter(jobs), 0, self._workers()
        more = True
        while more or workers.running:
            while more and workers.free:
                job = next(waiting, None)
                if job is None:
                    more = False
                else:
                    workers.give(number, job)
                    number += 1
            if workers.running:
                for ticket, message in workers.wait(_PATIENCE_S):
                    if isinstance(message, Lost):
                        workers.look_after()
                    yield ticket, message

    def facts(self, ids: list[str]) -> dict[str, TaskFacts]:
        """What the tasks ask for, remembered as long as no file of any task changes."""
        stamp = [__version__, self._catalog.fingerprint]
        memory = self._store.remembered("course") or {}
        known = memory.get("tasks", {}) if memory.get("stamp") == stamp else {}
        facts = {task_id: TaskFacts.model_validate(one) for task_id, one in known.items()}
        facts = {task_id: one for task_id, one in facts.items() if not one.fault}  # data may have come since
        absent = [task_id for task_id in ids if task_id not in facts]
        if absent:
            self._say("loading the tasks")
            for _, message in self._through([Course(ids=tuple(absent))]):
                if not isinstance(message, CourseFacts):
                    raise GraderFault(f"The tasks could not be loaded: {why_not(message)}")
                facts |= {one.id: one for one in message.tasks}
            self._store.remember(
                "course", {"stamp": stamp, "tasks": {key: one.model_dump(mode="json") for key, one in facts.items()}}
            )
        for task_id in ids:
            if not facts[task_id].digest:
                raise GraderError(facts[task_id].fault)
        return facts
