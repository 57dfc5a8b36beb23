"""A cohort from folder to results: understood, planned, graded by workers, stored one by one, and shown as a class.

folder -> Cohort -> what each file is for -> items -> those whose key has no result yet -> workers -> store -> pages
"""

import os
from collections import deque
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.batch.asked import Lost, Show, Stopped, Summary, Wanted, Workers, why_not
from grader.batch.asking import Asking
from grader.batch.job import Done, Job, Setup, TaskFacts
from grader.batch.plan import Item, Planned, Read, chosen, plan, read_all, to_look_at
from grader.batch.pool import Pool
from grader.batch.results import make_pages, remember_cohort
from grader.batch.store import EXECUTED, PAGE, REPORT, RETURNED, Key, Store, report_text
from grader.catalog import Catalog, default_root
from grader.cohort import content, folder_name, read_cohort
from grader.errors import GraderError, GraderFault, UsageError
from grader.model import Cohort, Result
from grader.sandbox.devices import CPU, Device, choose
from grader.seeds import secret_id

if TYPE_CHECKING:
    from grader.batch.cluster import Cluster

_MOST_ATTEMPTS = 2
_PATIENCE_S = 0.25
_MOST_TOLD = 10


def run_batch(wanted: Wanted, show: Show) -> Summary:
    """Grades what has no result yet. Raises GraderError with what to do; what is done stays done."""
    _demand_apart(wanted)
    catalog = Catalog(wanted.roots)
    if wanted.task is not None and wanted.task not in catalog.ids:
        catalog.get(wanted.task)  # raises, with the ids that come close
    store = Store(wanted.out)
    show.say("looking through the folder")
    cohort = read_cohort(wanted.folder, wanted.roster, wanted.layout, leave_out=[wanted.out], tasks=catalog.ids)
    with store.locked():
        return _Run(wanted, show, catalog, store, cohort).go()


class _Run:
    def __init__(self, wanted: Wanted, show: Show, catalog: Catalog, store: Store, cohort: Cohort) -> None:
        self.wanted, self.show, self.catalog, self.store, self.cohort = wanted, show, catalog, store, cohort
        self.only = chosen(cohort.students, wanted.only) if wanted.only else None
        self._workers: Workers | None = None
        self.kept = 0
        self.standings: dict[str, int] = {}
        self.remarks: list[str] = []

    def go(self) -> Summary:
        """Everything, in order."""
        try:
            reads = [one for one in read_all(self.cohort, self.show.say) if self._meant(one)]
            asking = Asking(self.catalog, self.store, lambda: self.workers, self.show.say)
            seen = asking.seen(to_look_at(reads, self.catalog, self.wanted.task))
            planned = plan(reads, seen, self.catalog, self.wanted.task)
            self.remarks += planned.remarks
            facts = asking.facts(sorted({item.task for item in planned.items}))
            for task_id in sorted({item.task for item in planned.items} & {one for one in facts if facts[one].fault}):
                self.show.note(f"{task_id} cannot be graded here. {facts[task_id].fault}")
            todo = self._todo(planned, facts)
            return self._grade(todo, facts)
        finally:
            if self._workers is not None:
                self._workers.close()
            elif "cluster" in self.__dict__:
                self.cluster.close()

    def _meant(self, one: Read) -> bool:
        return self.only is None or one.handed.student in self.only

    @property
    def workers(self) -> Workers:
        """The workers, started when they are first needed."""
        if self._workers is None:
            builtin = default_root()
            setup = Setup(
                roots=tuple("" if root == builtin else str(root) for root in self.wanted.roots),
                secret=self.wanted.secret,
                gpu=self.device.gpu,
                hidden=tuple(str(place) for place in self.wanted.hidden),
            )
            self._workers = self._started(setup)
        return self._workers

    @cached_property
    def device(self) -> Device:
        """Where networks are trained: what this machine, or the cluster, can do of what was asked for."""
        if not self.wanted.scheduler:
            return choose(self.wanted.device)
        return Device(gpu=0) if self.cluster.gpus else CPU

    @cached_property
    def cluster(self) -> "Cluster":
        """The cluster; connecting to it starts nothing there."""
        from grader.batch.cluster import Cluster
        from grader.batch.worker import versions

        return Cluster(self.wanted.scheduler, versions(), self.show.say, device=self.wanted.device)

    def _started(self, setup: Setup) -> Workers:
        if self.wanted.scheduler:
            self.cluster.begin(setup)
            return self.cluster
        beside = [*(root.resolve().parent for root in self.wanted.roots), self.wanted.folder, self.wanted.out]
        beside += [self.wanted.roster] if self.wanted.roster else []
        return Pool(setup, self.jobs, beside=beside, say=lambda text: None)

    @property
    def jobs(self) -> int:
        """How many submissions at a time: what was asked for, else one a core, as far as the memory goes."""
        return self.wanted.jobs or default_jobs()

    def _key(self, item: Item, facts: TaskFacts) -> Key:
        return Key(
            sha256=item.sha256,
            name=item.name,
            task=item.task,
            task_digest=facts.digest,
            grader=__version__,
            device=self.device.name if facts.trains else CPU.name,
            secret_id=secret_id(self.wanted.secret),
            lang=self.wanted.lang,
            dry=self.wanted.dry,
        )

    def _folder(self, student: str, task: str, source: str = "") -> Path:
        place = self.store.folder / folder_name(student)
        return place / task if task else place / "_unknown" / folder_name(source)

    def _todo(self, planned: Planned, facts: dict[str, TaskFacts]) -> list[Item]:
        """What has no result yet; results that stand are brought up to date in what is around them."""
        todo = []
        for item in planned.items:
            folder, key = self._folder(item.student, item.task), self._key(item, facts[item.task])
            stored = self.store.load(folder)
            again = self.wanted.force or stored is None or stored.key != key
            again = again or (
                self.wanted.retry_ungraded and stored is not None and stored.result.standing == "ungraded"
            )
            if again or stored is None:
                todo.append(item)
                continue
            self.kept += 1
            self._count(stored.result.standing)
            now = stored.result.model_copy(update=_around(item))
            if now != stored.result:
                self.store.amend(folder, key, now)
        for refused in planned.refused:
            self._count(refused.standing)
            folder = self._folder(refused.student, refused.task, refused.source)
            key = Key(
                sha256="",
                name=refused.file,
                task=refused.task,
                task_digest="",
                grader=__version__,
                device=CPU.name,
                secret_id="",
                lang=self.wanted.lang,
            )
            stored = self.store.load(folder)
            if stored is None or stored.result != refused:
                self.store.write(folder, key, refused, {})
        self._forget_unknown(planned)
        return todo

    def _forget_unknown(self, planned: Planned) -> None:
        """What was for no task in an earlier run and is for one now, or is gone."""
        now = {self._folder(one.student, one.task, one.source) for one in planned.refused}
        for folder, _ in list(self.store.all()):
            if folder.parent.name == "_unknown" and folder not in now and self.only is None:
                self.store.remove(folder)

    def _grade(self, todo: list[Item], facts: dict[str, TaskFacts]) -> Summary:
        pending = {item.handed.source for item in todo}
        stopped: BaseException | None = None
        try:
            if todo:
                self._work(todo, facts, pending)
        except (KeyboardInterrupt, GraderError) as error:
            stopped = error
            if self._workers is not None:
                self._workers.close()
                self._workers = None
        remember_cohort(self.store, self.cohort, sorted(pending), self.wanted.lang, self.remarks)
        results = make_pages(self.store, self.show.say)
        if isinstance(stopped, KeyboardInterrupt):
            raise Stopped(
                f"Stopped; {len(todo) - len(pending)} results are stored, {len(pending)} files wait. The same command "
                "goes on from here."
            )
        if stopped is not None:
            raise stopped
        return Summary(
            results=results,
            graded=len(todo) - len(pending),
            kept=self.kept,
            counts=self.standings,
            missing=len(self.cohort.missing),
            pending=len(pending),
            remarks=(*self.cohort.remarks, *self._told(), *self.remarks),
        )

    def _told(self) -> list[str]:
        """What was left out, and who is unknown, in a line each."""
        cohort, told = self.cohort, []
        if cohort.unknown:
            told.append(f"not on the roster: {_some(cohort.unknown)}")
        if cohort.missing:
            told.append(f"handed in nothing: {_some(cohort.missing)}")
        told += [f"left out: {one.source} ({one.why})" for one in cohort.ignored[:_MOST_TOLD]]
        if len(cohort.ignored) > _MOST_TOLD:
            told.append(f"left out: {len(cohort.ignored) - _MOST_TOLD} more, which the class page lists")
        return told

    def _work(self, todo: list[Item], facts: dict[str, TaskFacts], pending: set[str]) -> None:
        workers, waiting, attempts = self.workers, deque(range(len(todo))), [0] * len(todo)
        self.show.begin(len(todo), self.jobs)
        on_gpu: set[int] = set()

        def needs_gpu(number: int) -> bool:
            return workers.gpus > 0 and facts[todo[number].task].trains

        while waiting or workers.running:
            while workers.free and waiting:
                number = next((one for one in waiting if not needs_gpu(one) or len(on_gpu) < workers.gpus), None)
                if number is None:
                    break
                waiting.remove(number)
                attempts[number] += 1
                if needs_gpu(number):
                    on_gpu.add(number)
                name, raw = content(todo[number].handed)
                workers.give(number, self._job(todo[number], facts, name, raw), gpu=needs_gpu(number))
            for number, message in workers.wait(_PATIENCE_S):
                on_gpu.discard(number)
                lost = isinstance(message, Lost) or (isinstance(message, Done) and message.again)
                if lost:
                    workers.look_after()
                    if attempts[number] < _MOST_ATTEMPTS:
                        self.show.note(f"{todo[number].handed.source}: {why_not(message)} Trying once more.")
                        waiting.appendleft(number)
                        continue
                done = message if isinstance(message, Done) else Done(standing="ungraded", why=why_not(message))
                result = self._keep(todo[number], done, facts, attempts[number])
                pending.discard(todo[number].handed.source)
                self.show.done(todo[number], result, workers.running)

    def _job(self, item: Item, facts: dict[str, TaskFacts], name: str, raw: bytes) -> Job:
        return Job(
            student=item.student,
            task=item.task,
            task_digest=facts[item.task].digest,
            name=name,
            sha256=item.sha256,
            content=raw,
            lang=self.wanted.lang,
            dry=self.wanted.dry,
        )

    def _keep(self, item: Item, done: Done, facts: dict[str, TaskFacts], attempts: int) -> Result:
        result = Result(
            student=item.student,
            task=item.task,
            standing=done.standing,
            file=item.name,
            source=item.handed.source,
            why=done.why,
            seconds=done.seconds,
            attempts=attempts,
            fingerprints=done.fingerprints,
        ).model_copy(update=_around(item))
        files: dict[str, str | bytes] = {}
        if done.report is not None:
            files = {REPORT: report_text(done.report), PAGE: done.html}
            files |= {EXECUTED: done.executed} if done.executed is not None else {}
            files |= {RETURNED: done.returned} if done.returned is not None else {}
        files[_kept_name(item.name)] = content(item.handed)[1]
        try:
            self.store.write(self._folder(item.student, item.task), self._key(item, facts[item.task]), result, files)
        except OSError as error:
            raise GraderFault(
                f"A result could not be written ({error.strerror or error}). What is done is stored; free space or "
                "mend the folder, then start the same command again."
            ) from None
        self._count(result.standing)
        return result

    def _count(self, standing: str) -> None:
        self.standings[standing] = self.standings.get(standing, 0) + 1


def default_jobs() -> int:
    """One a core that we may use, and no more than the memory holds."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration, ValueError):
        return cores
    return max(1, min(cores, free // (2200 << 20)))


def _around(item: Item) -> dict[str, object]:
    """What of a result may change without grading anything anew."""
    handed = item.handed
    return {"late": handed.late, "when": handed.when, "superseded": item.superseded, "source": handed.source}


def _kept_name(name: str) -> str:
    """The submission as it is kept: its kind is told by its end, its name is the student's."""
    lower = name.lower()
    known = (".ipynb", ".py", ".zip", ".npz", ".csv")
    return "submission" + next((end for end in known if lower.endswith(end)), Path(lower).suffix[:10])


def _some(names: Sequence[str]) -> str:
    """The first few of many."""
    shown = ", ".join(names[:_MOST_TOLD])
    return shown if len(names) <= _MOST_TOLD else f"{shown} and {len(names) - _MOST_TOLD} more"


def _demand_apart(wanted: Wanted) -> None:
    folder, out = wanted.folder.resolve(), wanted.out.resolve()
    if folder == out or out in folder.parents:
        raise UsageError(
            f"--out {wanted.out} is or holds the folder of the submissions; results belong into a folder of their own."
        )


__all__: list[str] = ["default_jobs", "run_batch"]
