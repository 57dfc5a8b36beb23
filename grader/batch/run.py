"""A cohort from folder to results: understood, planned, graded by workers, stored one by one, and shown as a class.

folder -> Cohort -> what each file is for -> items -> those whose key has no result yet -> workers -> store -> pages
"""

import contextlib
import threading
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from grader.batch.asked import Lost, Show, Stopped, Summary, Wanted, Workers, told_of, why_not
from grader.batch.asking import Asking
from grader.batch.early import beside_of
from grader.batch.job import Done, Job, Setup, TaskFacts
from grader.batch.ledger import Ledger
from grader.batch.plan import Item, Read, as_it_is_now, chosen, gone, plan, read_all, to_look_at
from grader.batch.pool import Pool, default_jobs
from grader.batch.results import make_pages, prepare_pages, remember_cohort, waiting
from grader.batch.store import Store
from grader.catalog import Catalog, default_root
from grader.cohort import read_cohort
from grader.errors import GraderError, GraderFault, SubmissionError, UsageError
from grader.model import ClassResults, Cohort, Result
from grader.sandbox.devices import Device, choose

if TYPE_CHECKING:
    from grader.batch.cluster import Cluster

_MOST_ATTEMPTS = 2
_PATIENCE_S = 0.25


def run_batch(wanted: Wanted, show: Show) -> Summary:
    """Grades what has no result yet. Raises GraderError with what to do; what is done stays done."""
    _demand_apart(wanted)
    catalog = Catalog(wanted.roots)
    if wanted.task is not None and wanted.task not in catalog.ids:
        catalog.get(wanted.task)  # raises, with the ids that come close
    store = Store(wanted.out)
    show.say("looking through the folder")
    leave_out = [wanted.out, *wanted.hidden]
    cohort = read_cohort(wanted.folder, wanted.roster, wanted.layout, leave_out=leave_out, tasks=catalog.ids)
    with store.locked():
        return _Run(wanted, show, catalog, store, cohort).go()


class _Run:
    def __init__(self, wanted: Wanted, show: Show, catalog: Catalog, store: Store, cohort: Cohort) -> None:
        self.wanted, self.show, self.catalog, self.store, self.cohort = wanted, show, catalog, store, cohort
        self.only = chosen(cohort.students, wanted.only) if wanted.only else None
        self._workers: Workers | None = None
        self._preload: set[str] = set()
        self.ledger = Ledger(wanted, store, cohort, self.only, lambda: self.device.name)

    def go(self) -> Summary:
        """Everything, in order."""
        try:
            reads = [one for one in read_all(self.cohort, self.show.say) if self._meant(one)]
            self._preload = {group for one in reads for group in one.preload}
            if self.wanted.task is None or self.catalog.mentions(self.wanted.task, b"optim", b"Fit("):
                self._preload.add("training")
            asking = Asking(self.catalog, self.store, lambda: self.workers, self.show.say)
            seen = asking.seen(to_look_at(reads, self.catalog, self.wanted.task))
            planned = plan(reads, seen, self.catalog, self.wanted.task)
            self.ledger.remarks += planned.remarks
            ids = sorted({item.task for item in planned.items})
            facts = asking.facts(ids)
            for task_id in [one for one in ids if facts[one].fault]:
                self.show.note(f"{task_id} cannot be graded here. {facts[task_id].fault}")
            todo = [item for item in self.ledger.todo(planned, facts) if facts[item.task].digest]  # the others wait
            if ids and not any(facts[one].digest for one in ids):
                raise GraderError(facts[ids[0]].fault)
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
                beside=tuple(str(place) for place in self._beside()),
                preload=tuple(sorted(self._preload)),
                isolation=self.wanted.isolation,
                accept_no_sandbox=self.wanted.accept_no_sandbox,
                gpu_demanded=self.wanted.device.startswith("cuda"),
                gpu_missing=self.device.fallback,
            )
            self._workers = self._started(setup)
        return self._workers

    @cached_property
    def device(self) -> Device:
        """Where networks are trained: what this machine, or the cluster, can do of what was asked for."""
        if not self.wanted.scheduler:
            return choose(self.wanted.device)
        return Device(gpu=0) if self.cluster.gpus else Device(fallback=self.wanted.device == "auto")

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
        return Pool(setup, self.jobs, note=self.show.note)

    def _beside(self) -> list[Path]:
        return beside_of(self.wanted.roots, self.wanted.folder, self.wanted.out, self.wanted.roster)

    @property
    def jobs(self) -> int:
        """How many submissions at a time: what was asked for, else one a core, as far as the memory goes."""
        return self.wanted.jobs or default_jobs()

    def _grade(self, todo: list[Item], facts: dict[str, TaskFacts]) -> Summary:
        stopped: BaseException | None = None
        try:
            self._remember()  # whoever reads the results of a run that was killed sees what waits
            if todo:
                self.workers.prepare(sorted({item.task for item in todo}), len(todo))
                prepare_pages()  # the jail needs some seconds yet
                self._work(todo, facts)
            if self.ledger.unsearched:
                self._pages(None)  # all that counts is there: nobody waits for the rest
            if unsearched := [item for item in self.ledger.unsearched if facts[item.task].digest]:
                self._work(unsearched, facts, searching=True)
        except (KeyboardInterrupt, GraderError) as error:
            stopped = error
        except OSError as error:
            stopped = GraderFault(
                f"The operating system refused{f' {error.filename}' if error.filename else ''}: "
                f"{error.strerror or error}. What is done is stored; the same command goes on from here."
            )
        if stopped is not None and self._workers is not None:
            self._workers.close()
            self._workers = None
        pending = self.ledger.pending
        done = sum(item.handed.source not in pending for item in todo)
        with self._ended_meanwhile():
            results = self._pages(stopped)
        if isinstance(stopped, KeyboardInterrupt):
            raise Stopped(
                f"Stopped; {done} results are stored, {len(pending)} files wait. The same command goes on from here."
            )
        if stopped is not None:
            raise stopped
        return Summary(
            results=results,
            graded=done,
            kept=self.ledger.kept,
            counts=self.ledger.standings,
            missing=len(self.cohort.missing),
            pending=len(pending),
            remarks=(*self.cohort.remarks, *told_of(self.cohort), *self.ledger.remarks),
        )

    @contextlib.contextmanager
    def _ended_meanwhile(self) -> Iterator[None]:
        """Ends the workers of this machine beside what is done: they hold half a gigabyte each, which takes a while."""
        workers, ending = self._workers, None
        if workers is not None and not self.wanted.scheduler:
            self._workers = None
            ending = threading.Thread(target=workers.close)
            ending.start()
        try:
            yield
        finally:
            if ending is not None:
                ending.join()

    def _remember(self) -> None:
        pending = self.ledger.pending
        if self.only is not None:  # what waits of others still waits
            theirs = {one.source for one in self.cohort.handed if one.student not in self.only}
            pending = pending | {source: key for source, key in waiting(self.store).items() if source in theirs}
        remember_cohort(self.store, self.cohort, pending, self.wanted.lang, self.ledger.remarks)

    def _pages(self, stopped: BaseException | None) -> ClassResults | None:
        """The class page and the grades, also of a run that was stopped."""
        try:
            self._remember()
            return make_pages(self.store, self.show.say)
        except OSError as error:
            if stopped is not None:  # why it was stopped is said, and for most the two are one
                return None
            raise GraderFault(
                f"All results are stored, but the class page and the grades could not be written "
                f"({error.strerror or error}). Free space or mend the folder, then start the same command again."
            ) from None

    def _work(self, todo: list[Item], facts: dict[str, TaskFacts], *, searching: bool = False) -> None:
        """Grades all; or, `searching`, looks for the wrong statements in what is graded, for which nobody waits."""
        workers, waiting, attempts = self.workers, deque(range(len(todo))), [0] * len(todo)
        self.show.begin(len(todo), self.jobs, searching=searching)
        on_gpu: set[int] = set()
        given: dict[int, tuple[Item, bytes]] = {}

        def needs_gpu(number: int) -> bool:
            return workers.gpus > 0 and facts[todo[number].task].trains

        while waiting or workers.running:
            while workers.free and waiting:
                number = next((one for one in waiting if not needs_gpu(one) or len(on_gpu) < workers.gpus), None)
                if number is None:
                    break
                waiting.remove(number)
                try:
                    item, raw = as_it_is_now(todo[number])
                except SubmissionError as error:
                    if searching:  # taken away since it was graded: the next run says so
                        continue
                    refused = gone(todo[number], str(error))
                    self.ledger.keep_refused(refused)
                    self._end(todo[number], refused, workers.running)
                    continue
                attempts[number] += 1
                if searching and (item.sha256, item.name) != (todo[number].sha256, todo[number].name):
                    continue  # handed in anew since it was graded: the next run grades it
                if needs_gpu(number):
                    on_gpu.add(number)
                given[number] = (item, raw)
                workers.give(number, self._job(item, facts, raw, searching), gpu=needs_gpu(number))
            for number, message in workers.wait(_PATIENCE_S):
                on_gpu.discard(number)
                item, raw = given.pop(number)
                lost = isinstance(message, Lost) or (isinstance(message, Done) and message.again)
                if lost:
                    workers.look_after()
                    if attempts[number] < _MOST_ATTEMPTS:
                        self.show.note(f"{item.handed.source}: {why_not(message)} Trying once more.")
                        waiting.appendleft(number)
                        continue
                if searching:
                    self.ledger.keep_searched(item, message if isinstance(message, Done) else None, facts)
                    self.show.searched(item, workers.running + bool(waiting))
                    continue
                done = message if isinstance(message, Done) else Done(standing="ungraded", why=why_not(message))
                result = self.ledger.keep(item, raw, done, facts, attempts[number])
                self._end(item, result, workers.running + bool(waiting))

    def _end(self, item: Item, result: Result, running: int) -> None:
        self.ledger.pending.pop(item.handed.source, None)
        self.show.done(item, result, running)

    def _job(self, item: Item, facts: dict[str, TaskFacts], raw: bytes, searching: bool) -> Job:
        return Job(
            student=item.student,
            task=item.task,
            task_digest=facts[item.task].digest,
            name=item.name,
            sha256=item.sha256,
            content=raw,
            lang=self.wanted.lang,
            dry=self.wanted.dry,
            hints=self.wanted.hints if searching else 0.0,
            teacher=self.wanted.teacher,
        )


def _demand_apart(wanted: Wanted) -> None:
    folder, out = wanted.folder.resolve(), wanted.out.resolve()
    if folder == out or out in folder.parents:
        raise UsageError(
            f"--out {wanted.out} is or holds the folder of the submissions; results belong into a folder of their own."
        )


__all__ = ["run_batch"]
