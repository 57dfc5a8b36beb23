"""What only workers can tell before anything is graded: which task a file is for, what tasks ask for. Remembered."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from grader import __version__
from grader.batch.asked import Lost, Workers, why_not
from grader.batch.job import Course, CourseFacts, Look, Message, Seen, TaskFacts
from grader.batch.plan import Read
from grader.batch.store import Store
from grader.catalog import Catalog
from grader.cohort import content
from grader.errors import GraderFault, SubmissionError
from grader.model import Frozen

Kept = TypeVar("Kept", bound=Frozen)
_PATIENCE_S = 0.25
_SEEN_FORMAT = 2


class Asking:
    """Asks the workers, which are started for it only where nothing is remembered."""

    def __init__(
        self, catalog: Catalog, store: Store, workers: Callable[[], Workers], say: Callable[[str], None]
    ) -> None:
        self._catalog, self._store, self._workers, self._say = catalog, store, workers, say

    def seen(self, reads: list[Read]) -> dict[str, Seen]:
        """What files say of themselves, by Read.key; each is looked at once, ever, unless that failed."""
        seen = self._known("seen", "files", [_SEEN_FORMAT, __version__], Seen)
        wanted = {one.key: one for one in reads}
        fresh = [one for key, one in wanted.items() if key not in seen]
        if fresh:
            self._say(f"looking at {len(fresh)} files to see which task they are for")
            jobs = (_look(one) for one in fresh)
            for number, message in self._through(jobs):
                self._say(f"looking at {len(fresh)} files: {len(seen)} done")
                key, sha = fresh[number].key, fresh[number].sha256
                lost = Seen(sha256=sha, refused=f"It could not be read: {why_not(message)}", passing=True)
                seen[key] = message if isinstance(message, Seen) else lost
                if seen[key].sha256 != sha:  # the file was changed meanwhile: what it says is not to be remembered
                    seen[key] = seen[key].model_copy(update={"passing": True})
            kept = {key: one.model_dump(mode="json") for key, one in seen.items() if not one.passing}
            self._store.remember("seen", {"stamp": [_SEEN_FORMAT, __version__], "files": kept})
        return seen

    def _known(self, name: str, part: str, stamp: list[Any], kind: type[Kept]) -> dict[str, Kept]:
        """What is remembered under this stamp; nothing where it is of another version, or damaged."""
        memory = self._store.remembered(name)
        try:
            if memory["stamp"] == stamp:
                return {key: kind.model_validate(one) for key, one in memory[part].items()}
        except (TypeError, KeyError, AttributeError, ValueError):
            pass
        return {}

    def _through(self, jobs: Iterator[Message]) -> Iterator[tuple[int, Message | Lost]]:
        """What comes of short jobs, with their numbers, as they are done; one that is lost is given once more."""
        workers, number, more = self._workers(), 0, True
        given: dict[int, Message] = {}
        again: list[int] = []
        tried: set[int] = set()
        while more or again or workers.running:
            while workers.free and (again or more):
                if again:
                    workers.give(again[-1], given[again.pop()])
                elif (job := next(jobs, None)) is None:
                    more = False
                else:
                    given[number] = job
                    workers.give(number, job)
                    number += 1
            for ticket, message in workers.wait(_PATIENCE_S) if workers.running else ():
                if isinstance(message, Lost):
                    workers.look_after()
                    if ticket not in tried:
                        tried.add(ticket)
                        again.append(ticket)
                        continue
                del given[ticket]
                yield ticket, message

    def facts(self, ids: list[str]) -> dict[str, TaskFacts]:
        """What the tasks ask for, remembered as long as no file of any task changes; no digest: it cannot be loaded."""
        stamp = [__version__, self._catalog.fingerprint]
        facts = self._known("course", "tasks", stamp, TaskFacts)
        facts = {task_id: one for task_id, one in facts.items() if not one.fault}  # data may have come since
        absent = [task_id for task_id in ids if task_id not in facts]
        if absent:
            self._say("loading the tasks")
            for _, message in self._through(iter([Course(ids=tuple(absent))])):
                if not isinstance(message, CourseFacts):
                    raise GraderFault(f"The tasks could not be loaded: {why_not(message)}")
                facts |= {one.id: one for one in message.tasks}
            self._store.remember(
                "course", {"stamp": stamp, "tasks": {key: one.model_dump(mode="json") for key, one in facts.items()}}
            )
        return facts


def _look(one: Read) -> Look:
    try:
        raw = content(one.handed)[1]
    except SubmissionError:  # taken away since it was read: nothing is in it, and whoever grades it will say why
        raw = b""
    return Look(name=one.name, sha256=hashlib.sha256(raw).hexdigest(), content=raw)
