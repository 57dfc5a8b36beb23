"""One submission's day: read, search, run, compare, score, report.

What the student's code does wrong is data in the report; what we do wrong leaves the report `ungraded`.
"""

import platform
import time
from pathlib import Path
from typing import Any

from grader import __version__
from grader.authoring import CheckSpec, TaskSpec
from grader.compare import Case, CaseBook, case_book, compare, name_mistakes
from grader.errors import GraderFault
from grader.intake import read_submission
from grader.model import (
    CheckResult,
    Comparison,
    Environment,
    Feedback,
    Finding,
    Frame,
    Frozen,
    Note,
    Opened,
    Report,
    Returned,
    StudentError,
    Submission,
    SubmissionInfo,
    TensorValue,
)
from grader.model.base import Lang
from grader.model.report import CheckState
from grader.report.call import describe_call
from grader.report.example import show_example
from grader.report.feedback import explain, explain_note
from grader.report.raised import environment_reason
from grader.rules import EntrySource, check_rules, find_entry
from grader.rules.traced import traced_findings
from grader.sandbox import Plan, Sandbox
from grader.sandbox.runner import Runner
from grader.seeds import PRACTICE_SECRET, secret_id
from grader.words import Words


class Graded(Frozen):
    """A report, and what does not belong into its JSON."""

    report: Report
    executed: bytes | None = None
    """The executed notebook, untrusted JSON from the jail."""


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

    @property
    def first_wrong(self) -> tuple[Any, Returned, Comparison] | None:
        """The first case that does not pass."""
        return next((entry for entry in self.cases if not entry[2].passed), None)

    @property
    def passed(self) -> bool:
        """All cases ran and none differs."""
        return self.stopped is None and self.first_wrong is None and bool(self.cases)


class Outcome(Frozen):
    """What happened to one submission, not yet in words."""

    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    opened: Opened | None = None
    """How it loaded; None where there was nothing to run."""
    fault: str | None = None
    """What we failed at: the submission stays ungraded."""
    wall_s: float = 0.0


def grade_file(
    path: Path,
    spec: TaskSpec,
    *,
    sandbox: Sandbox,
    secret: bytes = PRACTICE_SECRET,
    lang: Lang = "en",
    student: str | None = None,
) -> Report:
    """Grades the file at `path`. Raises SubmissionError where it cannot be read, TaskError where the task is wrong."""
    submission = read_submission(path, lang)
    return grade_submission(submission, spec, sandbox=sandbox, secret=secret, lang=lang, student=student).report


def grade_submission(
    submission: Submission,
    spec: TaskSpec,
    *,
    sandbox: Sandbox,
    secret: bytes = PRACTICE_SECRET,
    lang: Lang = "en",
    student: str | None = None,
) -> Graded:
    """Grades what the intake has read. The report is `ungraded` where we failed."""
    words = Words(lang)
    book = case_book(spec, secret)
    outcome = run_submission(submission, book, sandbox=sandbox, words=words)
    opened = outcome.opened
    return Graded(
        report=_report(submission, book, outcome, words, student, sandbox.level),
        executed=opened.executed if opened else None,
    )


def run_submission(submission: Submission, book: CaseBook, *, sandbox: Sandbox, words: Words) -> Outcome:
    """Searches the source, runs the checks and compares: everything but the words and the score."""
    start = time.monotonic()
    spec = book.spec
    entry = find_entry(submission, spec.entry, starter=spec.starter)
    findings = list(check_rules(submission, spec.entry, spec.banned, words, starter=spec.starter))
    reason = _not_worth_running(entry, spec)
    if reason is not None:
        judged = [Judged(check=check, stopped=reason, error=_syntax_error(entry)) for check in spec.checks]
        return Outcome(judged=tuple(judged), findings=tuple(findings), wall_s=time.monotonic() - start)
    plan = Plan(
        entry=spec.entry,
        parameters=book.parameters,
        load=_units_to_load(submission, entry),
        restore=_restored(entry),
    )
    fault = None
    with Runner(sandbox, submission, plan, spec.limits) as runner:
        try:
            judged = _run_checks(book, runner, findings, words)
        except GraderFault as error:
            fault, judged = str(error), [Judged(check=check) for check in spec.checks]
        opened = runner.opened
    return Outcome(
        judged=tuple(judged), findings=tuple(findings), opened=opened, fault=fault, wall_s=time.monotonic() - start
    )


def _not_worth_running(entry: EntrySource, spec: TaskSpec) -> Comparison | None:
    """Why every check fails before anything runs; None where there is something to run."""
    if entry.is_stub:
        return Comparison(cause="not_started", expected=spec.entry)
    if entry.source is None and entry.syntax_fault is not None:
        return (
            Comparison(cause="environment", yours="python2")
            if entry.syntax_fault.python2
            else Comparison(cause="syntax")
        )
    return None


def _syntax_error(entry: EntrySource) -> StudentError | None:
    fault = entry.syntax_fault
    if fault is None:
        return None
    frame = Frame(unit=entry.fault_unit, line=fault.line, function="", text=fault.text)
    return StudentError(type="SyntaxError", message=fault.message, frames=(frame,))


def _run_checks(book: CaseBook, runner: Runner, findings: list[Finding], words: Words) -> list[Judged]:
    """Runs the checks in order; a check that ends badly costs itself, and those that need it."""
    spec = book.spec
    judged: dict[str, Judged] = {}
    for check in spec.checks:
        judged[check.id] = _run_check(check, book, runner, findings, judged)
        called = {name for _, returned, _ in judged[check.id].cases for name in returned.called}
        fresh = traced_findings(called, spec.banned, findings, words)
        findings += fresh
        if any(check.id in finding.checks for finding in fresh):
            judged[check.id] = judged[check.id].model_copy(update={"stopped": _banned(check, findings)})
    # what was traced in a later check also costs the earlier ones that it concerns
    for check in spec.checks:
        if (banned := _banned(check, findings)) is not None:
            judged[check.id] = judged[check.id].model_copy(update={"stopped": banned})
    return list(judged.values())


def _run_check(
    check: CheckSpec, book: CaseBook, runner: Runner, findings: list[Finding], judged: dict[str, Judged]
) -> Judged:
    if (banned := _banned(check, findings)) is not None:
        return Judged(check=check, stopped=banned)
    unmet = next((judged[need] for need in check.needs if not judged[need].passed), None)
    if unmet is not None:
        return Judged(check=check, stopped=Comparison(cause="needs", expected=unmet.check.title))
    start = time.monotonic()
    done: list[tuple[Case, Returned, Comparison]] = []
    for case in book.cases(check):
        if runner.out_of_time:
            limit = Comparison(cause="out_of_time", allowed=book.spec.limits.total_s)
            return Judged(check=check, stopped=limit, wall_s=time.monotonic() - start)
        opened = runner.open()
        if opened.ended != "ok":
            loading = compare(book.expected(case), Returned(ended=opened.ended))
            return Judged(check=check, stopped=_with_limit(loading, book, loading=True), error=_load_error(opened))
        returned = runner.call(case.call, case.seed, trace=not done)
        comparison = _judge(book, case, returned, opened)
        done.append((case, _lightened(returned), comparison))
        if returned.ended not in ("ok", "raised", "missing"):
            break
        if returned.ended == "missing":
            return Judged(check=check, stopped=comparison, error=_load_error(opened))
    return Judged(check=check, cases=tuple(done), wall_s=time.monotonic() - start)


_KEPT_BYTES = 4 << 20


def _lightened(returned: Returned) -> Returned:
    """Without a value too large to be any case's answer: fifty of them would be our memory, not the jail's."""
    size = sum(value.data.nbytes for value in _tensors(returned.value))
    return returned if size <= _KEPT_BYTES else returned.model_copy(update={"value": None, "gradients": ()})


def _tensors(value: Any) -> list[TensorValue]:
    if isinstance(value, TensorValue):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [tensor for part in parts for tensor in _tensors(part)]


def _judge(book: CaseBook, case: Case, returned: Returned, opened: Opened) -> Comparison:
    comparison = compare(book.expected(case), returned)
    if comparison.cause == "missing_entry":
        error = _load_error(opened)
        if error is not None:
            environment = environment_reason(error) is not None
            return Comparison(cause="environment" if environment else "load_failed")
        return comparison.model_copy(update={"expected": book.spec.entry})
    if comparison.cause == "raised" and returned.error is not None and environment_reason(returned.error) is not None:
        return Comparison(cause="environment")
    return _with_limit(comparison, book, loading=False)


def _with_limit(comparison: Comparison, book: CaseBook, *, loading: bool) -> Comparison:
    limits = book.spec.limits
    allowed = {
        "timeout": limits.setup_s if loading else limits.call_s,
        "memory": limits.memory_bytes,
        "output": limits.output_bytes,
    }.get(comparison.cause)
    return comparison if allowed is None else comparison.model_copy(update={"allowed": float(allowed)})


def _load_error(opened: Opened) -> StudentError | None:
    """The error of loading that is most likely why something is missing: the last one."""
    return opened.errors[-1] if opened.errors else None


def _banned(check: CheckSpec, findings: list[Finding]) -> Comparison | None:
    for finding in findings:
        if finding.kind in ("banned", "traced") and check.id in finding.checks:
            return Comparison(cause="banned", yours=finding.name)
    return None


def _units_to_load(submission: Submission, entry: EntrySource) -> tuple[str, ...]:
    """For modules: the one that defines the entry, else all of them; Python then imports what that one imports."""
    names = tuple(unit.name for unit in submission.units)
    return (entry.unit,) if entry.unit in names else names


def _restored(entry: EntrySource) -> tuple[str, str] | None:
    return None if entry.restore is None else (entry.unit, entry.restore)


def _report(
    submission: Submission, book: CaseBook, outcome: Outcome, words: Words, student: str | None, isolation: str
) -> Report:
    import torch

    spec, judged = book.spec, outcome.judged
    failed = {item.check.id: item.cases for item in judged if item.cases and item.stopped is None and not item.passed}
    named = name_mistakes(book, failed) if failed and outcome.fault is None else {}
    mistakes = {check_id: mistake.text.of(words.lang) for check_id, mistake in named.items()}
    checks = tuple(_check_result(item, book, words, outcome.fault, mistakes.get(item.check.id)) for item in judged)
    called = {name for item in judged for _, returned, _ in item.cases for name in returned.called}
    functions = sorted(name for name in called if not name.startswith("torch.Tensor."))
    return Report(
        task=spec.id,
        title=spec.title.of(words.lang),
        lang=words.lang,
        task_digest=spec.digest,
        student=student,
        submission=SubmissionInfo(file=submission.file, sha256=submission.sha256),
        state="graded" if outcome.fault is None else "ungraded",
        started=not any(item.stopped and item.stopped.cause == "not_started" for item in judged),
        score=round(sum(check.points for check in checks), 4) if outcome.fault is None else None,
        max_score=spec.max_score,
        checks=checks,
        findings=outcome.findings,
        notes=_notes(submission, outcome, words),
        claims={"called_functions": functions} if functions else {},
        environment=Environment(
            grader=__version__,
            python=platform.python_version(),
            torch=torch.__version__,
            device="cpu",
            isolation=isolation,
            seeds_id=secret_id(book.secret),
        ),
        timings=_timings(outcome),
    )


def _timings(outcome: Outcome) -> dict[str, float]:
    timings = {"wall_s": outcome.wall_s}
    if outcome.opened is not None:
        timings["load_s"] = outcome.opened.wall_s
    timings |= {f"check.{item.check.id}_s": item.wall_s for item in outcome.judged if item.cases}
    return {key: round(value, 4) for key, value in timings.items()}


def _check_result(item: Judged, book: CaseBook, words: Words, fault: str | None, mistake: str | None) -> CheckResult:
    check = item.check
    cases = len(check.public) + check.cases
    state: CheckState
    if fault is not None:
        state, feedback = "fault", Feedback(cause="fault", message=words.say("cause.fault"))
    elif item.passed:
        state, feedback = "passed", Feedback(cause="none")
    else:
        ran = bool(item.cases) or (item.stopped is not None and item.stopped.cause in _OWN_DOING)
        state, feedback = ("failed" if ran else "not_run"), _feedback(item, book, words, mistake)
    return CheckResult(
        id=check.id,
        title=check.title.of(words.lang),
        points=check.points if state == "passed" else 0.0,
        max_points=check.points,
        visibility=check.visibility,
        state=state,
        cases_passed=sum(comparison.passed for _, _, comparison in item.cases) if fault is None else 0,
        cases=cases,
        feedback=feedback,
    )


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


def _feedback(item: Judged, book: CaseBook, words: Words, mistake: str | None) -> Feedback:
    hint = item.check.hint.of(words.lang) if item.check.hint else None
    if item.stopped is not None:
        stopped = item.stopped
        if stopped.cause == "needs":
            stopped = stopped.model_copy(update={"expected": stopped.expected.of(words.lang)})
        message = explain(stopped, Returned(ended="missing", error=item.error), words)
        return Feedback(cause=stopped.cause, message=message)
    assert item.first_wrong is not None
    case, returned, comparison = item.first_wrong
    return Feedback(
        cause=comparison.cause,
        message=explain(comparison, returned, words),
        mistake=mistake,
        hint=hint if comparison.cause not in ("environment", "crashed", "output") else None,
        call=describe_call(book.spec.entry, case.call, list(book.parameters), words),
        example=show_example(case.call, book.parameters, returned, book.expected(case)) if case.public else None,
    )


_CELL_ENDS = {"KeyboardInterrupt": "grade.cell_interrupted", "CellNotRun": "grade.cell_not_run"}


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
    harmless = sorted({key for item in outcome.judged for _, _, comparison in item.cases for key in comparison.notes})
    notes += [Note(kind=key, message=explain_note(key, words)) for key in harmless if key != "rest_right"]
    return tuple(notes)
