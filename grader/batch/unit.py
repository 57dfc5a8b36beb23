"""The unit of work, the same on this machine and on a cluster: a file in, a report and its pages out."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from grader.batch.job import CourseFacts, Done, Jailed, Job, Look, Seen, Setup, TaskFacts
from grader.catalog import Catalog
from grader.compare import case_book
from grader.compare.smallest import rehearse
from grader.data import missing_advice, unavailable
from grader.errors import GraderError, GraderFault, JailLost, SubmissionError
from grader.grade import Graded, grade_submission
from grader.intake import read_content
from grader.intake.deadline import Overrun, within
from grader.model import Note, Submission
from grader.model.base import Lang
from grader.report.html import to_html
from grader.rules.defined import defined_names
from grader.sandbox import Sandbox
from grader.sandbox.devices import CPU, Device
from grader.sandbox.probe import gpu_fault
from grader.sandbox.recorded import Recording
from grader.seeds import PRACTICE_SECRET
from grader.similar import fingerprints
from grader.words import Words

_NAMES_S = 20.0
_MOST_NAMES = 2000
_SPARE_S = 240.0
"""Beyond what the submission itself may take: reading, comparing, looking for the smallest case, writing."""
_MOST_SEARCHED = 4
"""Functions whose wrong statement may be searched for, with one to spare."""


class Bench:
    """What a worker keeps between two jobs: the catalogue, a jail, and one with the GPU once it is needed."""

    def __init__(
        self,
        roots: Sequence[Path],
        setup: Setup,
        jail: Sandbox | None = None,
        device: Device = CPU,
    ) -> None:
        self.catalog = Catalog(roots)
        self.setup = setup
        self.device = device
        self._jail = jail
        self._level_said: Mapping[str, str] = {}
        self._open_gpu: Callable[[], Sandbox] | None = None
        self._gpu_jail: Sandbox | None = None
        self._unusable = ""

    def enter(self, jailed: Jailed, jail: Sandbox, open_gpu: Callable[[], Sandbox]) -> None:
        """The jail has come; `open_gpu` makes the one with the GPU, where there is one and it is needed."""
        self._jail, self._level_said, self._open_gpu = jail, jailed.level_said, open_gpu

    def sandbox_for(self, task_id: str) -> Sandbox:
        """The jail that a task's submissions run in: what does not train never sees the GPU."""
        assert self._jail is not None
        if self._open_gpu is None or self.device.gpu is None or not self.catalog.get(task_id).fit_drive:
            return self._jail
        if self._gpu_jail is None:
            self._gpu_jail = self._open_gpu()
            self._unusable = gpu_fault(self._gpu_jail)
            if self._unusable:
                self._gpu_jail.close()
        if not self._unusable:
            return self._gpu_jail
        if self.setup.gpu_demanded:
            raise GraderFault(
                f"{self.device.name} cannot be used in the jail: {self._unusable}. Grade with --device cpu."
            )
        return self._jail

    def notes(self, task_id: str, lang: Lang) -> tuple[Note, ...]:
        """What each report must say of where it was made: as a single file's report does."""
        words = Words(lang)
        practice = words.say("grade.practice") if self.setup.secret == PRACTICE_SECRET else ""
        no_gpu = ""
        if self.catalog.get(task_id).fit_drive:
            found = words.say("grade.no_gpu_found") if self.device.fallback else ""
            no_gpu = words.say("grade.no_gpu", why=self._unusable) if self._unusable else found
        said = {"practice": practice, "device": no_gpu, "isolation": self._level_said.get(lang, "")}
        return tuple(Note(kind=kind, message=message) for kind, message in said.items() if message)

    def close(self) -> None:
        """Ends the jail with the GPU; the other one belongs to whoever made it."""
        if self._gpu_jail is not None:
            self._gpu_jail.close()


def look(job: Look) -> Seen:
    """What a file says of itself; nothing of it is run."""
    try:
        submission = read_content(job.name, job.content)
        with within(_NAMES_S):
            names = sorted(defined_names(submission))[:_MOST_NAMES]
    except Overrun as error:
        return Seen(sha256=job.sha256, refused=str(error), passing=True)
    except SubmissionError as error:
        return Seen(sha256=job.sha256, refused=str(error))
    return Seen(sha256=job.sha256, embedded=submission.task_id, names=tuple(names))


def facts_of(ids: Sequence[str], bench: Bench) -> CourseFacts:
    """What the tasks ask for; one that cannot be graded here says why."""
    return CourseFacts(tasks=tuple(_facts(task_id, bench) for task_id in ids))


def getting_ready(ids: Sequence[str], bench: Bench) -> Iterator[None]:
    """Of a single task: works out what is expected, while nothing can be run yet.

    In steps, after any of which it may end: what is missing is worked out when it is needed. Faults show then, too.
    """
    with contextlib.suppress(Exception):  # whatever an author's code raises: a worker that ends costs a submission
        (spec,) = [bench.catalog.get(task_id) for task_id in ids] if len(ids) == 1 else [None]
        if spec is None or spec.fit_drive:
            return
        book = case_book(spec, bench.setup.secret)
        cases = [case for check in spec.checks for case in book.cases(check)]
        for case in cases:
            book.expected(case)
            yield
        rehearse(book)


def _facts(task_id: str, bench: Bench) -> TaskFacts:
    try:
        spec = bench.catalog.get(task_id)
    except GraderError as error:
        return TaskFacts(id=task_id, titles={}, max_score=0, digest="", trains=False, fault=str(error))
    absent = unavailable(spec.data_sets)
    return TaskFacts(
        id=spec.id,
        titles={"en": spec.title.en, "ru": spec.title.ru},
        max_score=spec.max_score,
        digest=spec.digest,
        trains=bool(spec.fit_drive),
        hints=spec.hints,
        fits=tuple(check.id for check in spec.checks if check.fit is not None),
        starter=fingerprints(spec.starter or ""),
        fault=missing_advice(absent[0]) if absent else "",
    )


def limit_of(job: Job, bench: Bench) -> float:
    """Seconds after which the job has hung. Raises GraderError where there is no such task."""
    searched = _MOST_SEARCHED * job.hints
    return 2 * (bench.catalog.get(job.task).limits.total_s + searched) + _SPARE_S


def grade(job: Job, bench: Bench, say: Callable[[str], None] = lambda _: None) -> Done:
    """One submission, graded. What fails for a reason of ours is `ungraded`, never an exception."""
    start = time.monotonic()
    try:
        done = _grade(job, bench, say)
    except SubmissionError as error:
        done = Done(standing="unreadable", why=str(error))
    except GraderError as error:
        done = Done(standing="ungraded", why=str(error), again=isinstance(error, JailLost))
    except MemoryError:
        done = Done(standing="ungraded", why="This process ran out of memory; use fewer --jobs.", again=True)
    except Exception as error:  # a fault of ours on one submission must not cost the others
        done = Done(standing="ungraded", why=f"A fault of the grader: {type(error).__name__}: {error}"[:500])
    return done.model_copy(update={"seconds": round(time.monotonic() - start, 3)})


def _grade(job: Job, bench: Bench, say: Callable[[str], None]) -> Done:
    spec = bench.catalog.get(job.task)
    if spec.digest != job.task_digest:
        raise GraderFault(f"The task {job.task} is another one here, or was changed while the cohort was graded.")
    submission = read_content(job.name, job.content, job.lang)
    recording = Recording(bench.sandbox_for(job.task))
    graded = grade_submission(
        submission,
        spec,
        sandbox=recording,
        secret=bench.setup.secret,
        lang=job.lang,
        student=job.student,
        dry=job.dry,
        hints=job.hints,
        teacher=job.teacher,
        say=say,
    )
    noted = (*bench.notes(job.task, job.lang), *graded.report.notes)
    graded = graded.model_copy(update={"report": graded.report.model_copy(update={"notes": noted})})
    return done_of(graded, submission, recording.notes.pack())


def done_of(graded: Graded, submission: Submission, returned: bytes | None) -> Done:
    """What is kept of a graded submission."""
    report = graded.report
    return Done(
        standing=report.state,
        why=graded.fault,
        report=report,
        html=to_html(report, graded.executed),
        executed=graded.executed,
        returned=returned,
        fingerprints=fingerprints("\n".join(unit.code for unit in submission.units)),
        again=graded.lost,
    )
