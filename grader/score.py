"""From what happened to a report: points, states, and the words for them. Decides no comparison and runs nothing."""

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from grader import __version__
from grader.authoring import CheckSpec, MistakeSpec
from grader.compare import CaseBook, Known, Pair, Smallest, name_mistakes
from grader.model import (
    CheckResult,
    Comparison,
    Environment,
    Feedback,
    Finding,
    Frozen,
    LayerTable,
    Learned,
    Location,
    Note,
    Opened,
    Report,
    Returned,
    StudentError,
    Submission,
    SubmissionInfo,
)
from grader.model.report import CheckState
from grader.report.call import describe_call
from grader.report.example import show_example
from grader.report.feedback import explain, explain_note
from grader.report.learned import explain_learned
from grader.seeds import secret_id
from grader.words import Words


class Judged(Frozen):
    """One check, run and compared, not yet in words."""

    check: CheckSpec
    cases: tuple[tuple[Any, Returned, Comparison], ...] = ()
    """(Case, Returned, Comparison), in order; ends early where the process died."""
    stopped: Comparison | None = None
    """Set where no case was run: the reason."""
    error: StudentError | None = None
    """What explains `stopped`."""
    wall_s: float = 0.0
    learned: Learned | None = None
    """For a check of training that was evaluated."""
    share: float = 0.0
    """The share of the points that the accuracy is worth."""
    symptoms: Mapping[str, Mapping[str, Any]] = {}
    """What the answers show, with the fields of the sentences, the most telling first."""
    location: Location | None = None
    """The statement that is wrong, where one was looked for and found."""
    smallest: Smallest | None = None
    """The smallest case that is still wrong, where one was looked for and found."""

    @property
    def first_wrong(self) -> tuple[Any, Returned, Comparison] | None:
        """The first case that does not pass."""
        return next((entry for entry in self.cases if not entry[2].passed), None)

    @property
    def passed(self) -> bool:
        """All cases ran and none differs; or what was trained is worth all points."""
        if self.learned is not None:
            return self.stopped is None and self.share == 1.0
        return self.stopped is None and self.first_wrong is None and bool(self.cases)


class Outcome(Frozen):
    """What happened to one submission, not yet in words."""

    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    opened: Opened | None = None
    """How it loaded; None where there was nothing to run."""
    fault: str | None = None
    """What we failed at: the submission stays ungraded."""
    lost: bool = False
    """Whether the fault was a jail that ended under it: another attempt may succeed."""
    layers: LayerTable | None = None
    """For a network with a failed check."""
    more: tuple[Note, ...] = ()
    """Further notes, in words already."""
    other_parameters: tuple[tuple[str, str, str], ...] = ()
    """(function, its parameters as written, as the statement has them) where they differ."""
    named: Mapping[str, Any] = {}
    """By failed check the known mistake that was made, where somebody has asked before the report."""
    wall_s: float = 0.0


def known_in(judged: Sequence[Judged], book: CaseBook) -> Mapping[str, Known]:
    """By failed check the known mistake that was made, where it can be told."""
    failed = {item.check.id: item.cases for item in judged if item.cases and item.stopped is None and not item.passed}
    passed = {item.check.id: item.cases for item in judged if item.passed}
    smallest = {item.check.id: item.smallest.judged for item in judged if item.smallest is not None}
    return name_mistakes(book, failed, passed, smallest) if failed else {}


def write_report(
    submission: Submission,
    book: CaseBook,
    outcome: Outcome,
    words: Words,
    student: str | None,
    isolation: str,
    device: str = "cpu",
) -> Report:
    """The report of one outcome; `isolation` is the level of the sandbox that it ran in, `device` where it trained."""
    import torch

    spec, judged = book.spec, outcome.judged
    named = (outcome.named or known_in(judged, book)) if outcome.fault is None else {}
    mistakes = {check_id: _misunderstood(known, words) for check_id, known in named.items()}
    checks = tuple(_check_result(item, book, words, outcome.fault, mistakes.get(item.check.id)) for item in judged)
    called = {name for item in judged for _, returned, _ in item.cases for name in returned.called}
    functions = sorted(name for name in called if not name.startswith("torch.Tensor."))
    return Report(
        task=spec.id,
        title=spec.title.of(words.lang),
        lesson=spec.lesson.of(words.lang),
        lang=words.lang,
        task_digest=spec.digest,
        student=student,
        submission=SubmissionInfo(file=submission.file, sha256=submission.sha256),
        state="graded" if outcome.fault is None else "ungraded",
        started=not all(item.stopped and item.stopped.cause == "not_started" for item in judged),
        score=round(sum(check.points for check in checks), 4) if outcome.fault is None else None,
        max_score=spec.max_score,
        checks=checks,
        layers=outcome.layers,
        findings=_findings(outcome),
        notes=_notes(submission, outcome, words),
        claims={"called_functions": functions} if functions else {},
        environment=Environment(
            grader=__version__,
            python=platform.python_version(),
            torch=torch.__version__,
            device=device,
            isolation=isolation,
            seeds_id=secret_id(book.secret),
        ),
        timings=_timings(outcome),
    )


def _misunderstood(known: MistakeSpec | Pair, words: Words) -> str:
    if isinstance(known, MistakeSpec):
        return known.text.of(words.lang)
    first, second = (part.text.of(words.lang) for part in known.parts)
    return words.say("grade.two_mistakes", first=first, second=second)


def _findings(outcome: Outcome) -> tuple[Finding, ...]:
    """What the search found; a function that it did not find and that was called all the same is not missing."""
    called = any(returned.ended in ("ok", "raised") for item in outcome.judged for _, returned, _ in item.cases)
    called = called or any(item.learned is not None for item in outcome.judged)
    return tuple(finding for finding in outcome.findings if not (called and finding.kind == "missing_entry"))


def _timings(outcome: Outcome) -> dict[str, float]:
    timings = {"wall_s": outcome.wall_s}
    if outcome.opened is not None:
        timings["load_s"] = outcome.opened.wall_s
    timings |= {f"check.{item.check.id}_s": item.wall_s for item in outcome.judged if item.cases}
    return {key: round(value, 4) for key, value in timings.items()}


def _check_result(item: Judged, book: CaseBook, words: Words, fault: str | None, mistake: str | None) -> CheckResult:
    check = item.check
    cases = check.fit.runs if check.fit else len(check.public) + check.cases
    state: CheckState
    if fault is not None:
        state, feedback = "fault", Feedback(cause="fault", message=words.say("cause.fault"))
    elif item.passed and item.learned is None:
        state, feedback = "passed", Feedback(cause="none")
    elif item.passed:
        state, feedback = "passed", _feedback(item, book, words, mistake)
    else:
        ran = (
            bool(item.cases)
            or item.learned is not None
            or (item.stopped is not None and item.stopped.cause in _OWN_DOING)
            or (item.stopped is not None and check.fit is not None and item.stopped.cause not in _NOT_YET)
        )
        ran = ran and not _unclear(item)
        state, feedback = ("failed" if ran else "not_run"), _feedback(item, book, words, mistake)
    return CheckResult(
        id=check.id,
        title=check.title.of(words.lang),
        points=_points(item, state),
        max_points=check.points,
        visibility=check.visibility,
        state=state,
        cases_passed=sum(comparison.passed for _, _, comparison in item.cases) if fault is None else 0,
        cases=cases,
        feedback=feedback,
        learned=item.learned if fault is None else None,
    )


def _points(item: Judged, state: CheckState) -> float:
    if item.learned is not None and item.stopped is None and state != "fault":
        return round(item.check.points * item.share, 4)
    return item.check.points if state == "passed" else 0.0


def _unclear(item: Judged) -> bool:
    """Whether it could not be found out which of the student's weights is which: nobody can say that they are wrong."""
    wrong = item.first_wrong[2] if item.first_wrong is not None else None
    return wrong is not None and wrong.cause == "mismatch" and str(wrong.expected).startswith("layers.unclear")


_OWN_DOING = (
    "banned",
    "timeout",
    "memory",
    "output",
    "crashed",
    "missing_entry",
    "load_failed",
    "environment",
    "syntax",
)
"""Reasons for not running a case that are the submission's doing: the check has failed."""


_NOT_YET = ("needs", "not_started", "out_of_time")
"""Reasons for which a network has not been trained that say nothing of it."""


def _feedback(item: Judged, book: CaseBook, words: Words, mistake: str | None) -> Feedback:
    hint = item.check.hint.of(words.lang) if item.check.hint else None
    if item.stopped is not None:
        stopped = item.stopped
        if stopped.cause == "needs":
            stopped = stopped.model_copy(update={"expected": stopped.expected.of(words.lang)})
        message = explain(stopped, Returned(ended="missing", error=item.error), words)
        return Feedback(cause=stopped.cause, message=message)
    if item.learned is not None:
        return explain_learned(item.learned, item.symptoms, hint, words)
    assert item.first_wrong is not None
    case, returned, comparison = item.first_wrong
    parameters = book.spec.parameters(case.call)
    return Feedback(
        cause=comparison.cause,
        message=explain(comparison, returned, words),
        mistake=mistake,
        hint=hint if comparison.cause not in ("environment", "crashed", "output") else None,
        call=describe_call(book.spec.called(case.call), case.call, parameters, words),
        example=show_example(case.call, parameters, returned, book.expected(case)) if case.public else None,
        smallest_case=_smallest_case(item.smallest, book, words),
        location=item.location,
    )


def _smallest_case(smallest: Smallest | None, book: CaseBook, words: Words) -> dict[str, Any] | None:
    if smallest is None:
        return None
    call = smallest.case.call
    parameters = book.spec.parameters(call)
    shown = show_example(call, parameters, smallest.returned, smallest.expected)
    message = explain(smallest.comparison, smallest.returned, words)
    return {"call": describe_call(book.spec.called(call), call, parameters, words), "message": message, **shown}


_CELL_ENDS = {
    "KeyboardInterrupt": "grade.cell_interrupted",
    "CellNotRun": "grade.cell_not_run",
    "CellEndedKernel": "grade.cell_ended_kernel",
}


def _notes(submission: Submission, outcome: Outcome, words: Words) -> tuple[Note, ...]:
    notes = [Note(kind=key, message=words.say(key, **fields)) for key, fields in submission.notes]
    if outcome.fault is not None:
        notes.append(Note(kind="fault", message=outcome.fault))
    for error in outcome.opened.errors if outcome.opened else ():
        where = words.say("report.cell", number=error.cell) if error.cell else submission.file
        if error.type in _CELL_ENDS:
            notes.append(Note(kind=error.type, message=words.say(_CELL_ENDS[error.type], where=where)))
            continue
        said = next(iter(f"{error.type}: {error.message}".strip(": ").splitlines()), "")[:300]
        notes.append(Note(kind="load_error", message=words.say("grade.load_error", where=where, error=said)))
    if not all(item.passed for item in outcome.judged):
        for name, yours, expected in outcome.other_parameters:
            said = words.say("grade.parameters", name=name, yours=yours, expected=expected)
            notes.append(Note(kind="parameters", message=said))
    harmless = sorted({key for item in outcome.judged for _, _, comparison in item.cases for key in comparison.notes})
    notes += [Note(kind=key, message=explain_note(key, words)) for key in harmless if key != "rest_right"]
    return (*notes, *outcome.more)
