"""One submission's day: read, search, run, compare, score, report.

What the student's code does wrong is data in the report; what we do wrong leaves the report `ungraded`.
"""

import time
from pathlib import Path
from typing import Any

from grader.authoring import CheckSpec, TaskSpec
from grader.compare import Case, CaseBook, case_book, compare
from grader.errors import GraderFault, SubmissionError
from grader.intake import read_submission
from grader.intake.deadline import Overrun, within
from grader.model import (
    Comparison,
    Finding,
    Frame,
    Frozen,
    Opened,
    Report,
    Returned,
    StudentError,
    Submission,
    TensorValue,
)
from grader.model.base import Lang
from grader.report.raised import environment_reason
from grader.rules import EntrySource, search
from grader.rules.traced import traced_findings
from grader.sandbox import Plan, Sandbox
from grader.sandbox.runner import Runner
from grader.score import Judged, Outcome, write_report
from grader.seeds import PRACTICE_SECRET
from grader.words import Words

_SEARCH_S = 20.0


class Graded(Frozen):
    """A report, and what does not belong into its JSON."""

    report: Report
    executed: bytes | None = None
    """The executed notebook, untrusted JSON from the jail."""


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
        report=write_report(submission, book, outcome, words, student, sandbox.level),
        executed=opened.executed if opened else None,
    )


def run_submission(submission: Submission, book: CaseBook, *, sandbox: Sandbox, words: Words) -> Outcome:
    """Searches the source, runs the checks and compares: everything but the words and the score."""
    start = time.monotonic()
    spec = book.spec
    entry, findings = _search(submission, spec, words)
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


def _search(submission: Submission, spec: TaskSpec, words: Words) -> tuple[EntrySource, list[Finding]]:
    """What the source alone shows. Raises SubmissionError where it is too intricate to be searched in time."""
    try:
        with within(_SEARCH_S):
            entry, findings = search(submission, spec.entry, spec.banned, words, starter=spec.starter)
    except Overrun as overrun:
        said = words.say("intake.too_intricate", file=submission.file, seconds=f"{overrun.seconds:g}")
        raise SubmissionError(said) from None
    return entry, list(findings)


def _not_worth_running(entry: EntrySource, spec: TaskSpec) -> Comparison | None:
    """Why every check fails before anything runs; None where there is something to run."""
    if entry.is_stub:
        return Comparison(cause="not_started", expected=spec.entry)
    if entry.source is None and entry.syntax_fault is not None:
        fault = entry.syntax_fault
        if fault.python2 or fault.newer:
            return Comparison(cause="environment", yours="python2" if fault.python2 else "newer", expected=fault.newer)
        return Comparison(cause="syntax")
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
