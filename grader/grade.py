"""One submission's day: read, search, run, compare, score, report.

What the student's code does wrong is data in the report; what we do wrong leaves the report `ungraded`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from grader.authoring import CheckSpec, TaskSpec
from grader.compare import Case, CaseBook, Known, case_book, compare
from grader.dry_run import dry_run
from grader.errors import GraderFault, JailLost
from grader.intake import read_submission
from grader.judge import in_own_sizes, judge, load_error, of_whole_file, size_is_paid, with_limit
from grader.model import (
    Comparison,
    Finding,
    Frozen,
    Note,
    Report,
    Returned,
    Submission,
)
from grader.model.base import Lang
from grader.repair import locations
from grader.rules import EntrySource
from grader.rules.traced import traced_findings
from grader.sandbox import Plan, Sandbox
from grader.sandbox.devices import CPU, Device, slot
from grader.sandbox.runner import Runner
from grader.score import Judged, Outcome, known_in, write_report
from grader.searched import bans_of, demand_code, not_worth_running, other_parameters, search_source
from grader.seeds import PRACTICE_SECRET
from grader.shown import ask_afresh, lightened
from grader.training import form_of, run_fit, told
from grader.words import Words

_QUICK_S = 10.0


class Graded(Frozen):
    """A report, and what does not belong into its JSON."""

    report: Report
    executed: bytes | None = None
    """The executed notebook, untrusted JSON from the jail."""
    fault: str = ""
    """What we failed at, where it is ungraded: for whoever runs the grader."""
    lost: bool = False
    """Whether that was a jail that ended under it, twice."""


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
    dry: bool = False,
    smallest: bool = True,
    hints: float = 0.0,
    teacher: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Graded:
    """Grades what the intake has read; `say` is told how far long work is. The report is `ungraded` where we failed.

    What trains is also tried on pretended CUDA tensors; with `dry` everything is, and the report says how far.
    Without `smallest` no smaller case is looked for where one is wrong. For so many seconds (`hints`) the wrong
    statement of each failing function is looked for; what would mend it is told only to a `teacher`.
    """
    words = Words(lang)
    book = case_book(spec, secret)
    device = sandbox.device if spec.fit_drive else CPU
    with slot(device, partial(_say_waiting, device, words, say)):
        run = partial(
            run_submission,
            submission,
            book,
            sandbox=sandbox,
            words=words,
            smallest=smallest,
            hints=hints if spec.hints else 0.0,
            teacher=teacher,
            say=say,
        )
        outcome = run()
        if outcome.lost:  # not the student's doing: once more, in a jail that is started again
            outcome = run()
            again = Note(kind="retried", message=words.say("grade.retried"))
            outcome = outcome.model_copy(update={"more": (*outcome.more, again)})
    if dry or spec.fit_drive:
        outcome = _with_dry_run(outcome, submission, book, sandbox, words, always=dry)
    opened = outcome.opened
    return Graded(
        report=write_report(submission, book, outcome, words, student, sandbox.level, sandbox.device.name),
        executed=opened.executed if opened else None,
        fault=outcome.fault or "",
        lost=outcome.lost,
    )


def _say_waiting(device: Device, words: Words, say: Callable[[str], None], holder: int | None) -> None:
    key = "grade.waiting" if holder is None else "grade.waiting.holder"
    say(words.say(key, device=device.name, holder=holder))


def ungraded(
    submission: Submission,
    spec: TaskSpec,
    *,
    sandbox: Sandbox,
    secret: bytes = PRACTICE_SECRET,
    lang: Lang = "en",
    student: str | None = None,
) -> Graded:
    """The report of a submission whose grading was broken off: nothing is scored, and it may be graded again."""
    words, book = Words(lang), case_book(spec, secret)
    judged = tuple(Judged(check=check) for check in spec.checks)
    outcome = Outcome(judged=judged, findings=(), fault=words.say("grade.interrupted"))
    return Graded(report=write_report(submission, book, outcome, words, student, sandbox.level, sandbox.device.name))


def _with_dry_run(
    outcome: Outcome, submission: Submission, book: CaseBook, sandbox: Sandbox, words: Words, *, always: bool
) -> Outcome:
    """The outcome with what a GPU would refuse; without `always` only where it is quick and says something."""
    opened = outcome.opened
    if outcome.fault is not None or opened is None or opened.ended != "ok":
        return outcome
    if not always and opened.wall_s > _QUICK_S:
        return outcome
    entries, _ = search_source(submission, book, words)
    try:
        tried = dry_run(submission, book, _plan(submission, entries, book.spec), sandbox, words)
    except GraderFault:  # what counts is done: it stands without this
        return outcome
    found, note = (tried.finding,) if tried.finding is not None else (), (tried.note,) if always else ()
    return outcome.model_copy(update={"findings": (*outcome.findings, *found), "more": (*outcome.more, *note)})


def run_submission(
    submission: Submission,
    book: CaseBook,
    *,
    sandbox: Sandbox,
    words: Words,
    smallest: bool = True,
    hints: float = 0.0,
    teacher: bool = False,
    brief: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Searches the source, runs the checks and compares: everything but the words and the score.

    With `smallest` the first few wrong checks are tried on, for the smallest case that is still wrong. With `brief` a
    check ends at its first wrong case: which checks are passed stays the same.
    """
    start = time.monotonic()
    spec = book.spec
    demand_code(submission, spec, words)
    entries, findings = search_source(submission, book, words)
    findings = findings if submission.units else []  # predictions alone: no function is missing
    hopeless = not_worth_running(entries, book)
    if len(hopeless) == len(spec.checks):
        judged = list(hopeless.values())
        return Outcome(judged=tuple(judged), findings=tuple(findings), wall_s=time.monotonic() - start)
    fault, layers, lost = None, None, False
    named: Mapping[str, Known] = {}
    more: tuple[Note, ...] = ()
    loading = told("grade.loading", spec.limits.setup_s, words, say)
    with Runner(sandbox, submission, _plan(submission, entries, spec), spec.limits, loading) as runner:
        try:
            judged = _run_checks(book, runner, findings, hopeless, words, say, brief)
            if smallest:
                judged, layers = ask_afresh(judged, book, runner)
            if hints > 0 and runner.contained and _is_wrong(judged):
                named = known_in(judged, book)
                judged, more = _with_locations(judged, named, book, submission, runner, hints, teacher, words, say)
        except GraderFault as error:
            fault, judged = str(error), [Judged(check=check) for check in spec.checks]
            lost = isinstance(error, JailLost)
        opened = runner.opened
    return Outcome(
        judged=tuple(judged),
        findings=tuple(findings),
        opened=opened,
        fault=fault,
        lost=lost,
        layers=layers,
        more=more,
        other_parameters=other_parameters(entries, spec),
        named=named,
        wall_s=time.monotonic() - start,
    )


def _is_wrong(judged: Sequence[Judged]) -> bool:
    return any(item.first_wrong is not None for item in judged if item.stopped is None)


def _with_locations(
    judged: list[Judged],
    named: Mapping[str, Known],
    book: CaseBook,
    submission: Submission,
    runner: Runner,
    seconds: float,
    teacher: bool,
    words: Words,
    say: Callable[[str], None],
) -> tuple[list[Judged], tuple[Note, ...]]:
    """The same with the wrong statements that were found. Whatever goes wrong here costs the hint and nothing else."""
    say(words.say("grade.searching", seconds=f"{seconds:g}"))
    try:
        found = locations(judged, book, submission, runner, seconds=seconds, teacher=teacher, named=named)
    except (Exception, KeyboardInterrupt) as error:  # what counts is done; Ctrl-C ends the search, and no more
        why = "Ctrl-C" if isinstance(error, KeyboardInterrupt) else f"{type(error).__name__}: {error}"[:200]
        return judged, (Note(kind="hints", message=words.say("grade.search_failed", why=why)),)
    return [item.model_copy(update={"location": found.get(item.check.id)}) for item in judged], ()


def _plan(submission: Submission, entries: dict[str, EntrySource], spec: TaskSpec) -> Plan:
    restore = tuple((entry.unit, entry.restore) for entry in entries.values() if entry.restore is not None)
    plan = Plan.of_task(spec, _units_to_load(submission, list(entries.values())), restore)
    return plan.model_copy(
        update={"defined": tuple(name for name, entry in entries.items() if entry.source is not None)}
    )


def _run_checks(
    book: CaseBook,
    runner: Runner,
    findings: list[Finding],
    hopeless: dict[str, Judged],
    words: Words,
    say: Callable[[str], None],
    brief: bool,
) -> list[Judged]:
    """Runs the checks in order; a check that ends badly costs itself, and those that need it."""
    spec = book.spec
    judged: dict[str, Judged] = {}
    for check in spec.checks:
        judged[check.id] = hopeless.get(check.id) or _paid_once(
            _run_check(check, book, runner, findings, judged, words, say, brief), judged
        )
        called = {name for _, returned, _ in judged[check.id].cases for name in returned.called}
        fresh = traced_findings(called, bans_of(book, set(book.entries_of(check))), findings, words)
        findings += fresh
        if any(check.id in finding.checks for finding in fresh):
            judged[check.id] = judged[check.id].model_copy(update={"stopped": _banned(check, findings)})
    # what was traced in a later check also costs the earlier ones that it concerns
    for check in spec.checks:
        if (banned := _banned(check, findings)) is not None:
            judged[check.id] = judged[check.id].model_copy(update={"stopped": banned})
    return list(judged.values())


def _run_check(
    check: CheckSpec,
    book: CaseBook,
    runner: Runner,
    findings: list[Finding],
    judged: dict[str, Judged],
    words: Words,
    say: Callable[[str], None],
    brief: bool,
) -> Judged:
    if (banned := _banned(check, findings)) is not None:
        return Judged(check=check, stopped=banned)
    unmet = next((judged[need] for need in check.needs if not _met(judged[need])), None)
    if unmet is not None:
        return Judged(check=check, stopped=Comparison(cause="needs", expected=unmet.check.title))
    if check.fit is not None:
        return run_fit(check, book, runner, words, say)
    if any(form_of(one.fit, runner) == "predictions" for one in book.spec.checks if one.fit is not None):
        return Judged(check=check, stopped=Comparison(cause="other_form"))
    start = time.monotonic()
    done: list[tuple[Case, Returned, Comparison]] = []
    for case in book.cases(check):
        if runner.out_of_time:
            limit = Comparison(cause="out_of_time", allowed=book.spec.limits.total_s)
            return Judged(check=check, stopped=limit, wall_s=time.monotonic() - start)
        opened = runner.open()
        if opened.ended != "ok":
            loading = compare(book.expected(case), Returned(ended=opened.ended))
            return Judged(check=check, stopped=with_limit(loading, book, loading=True), error=load_error(opened))
        returned = runner.call(case.call, case.seed, trace=not done)
        comparison = judge(book, case, returned, opened)
        if comparison.cause == "mismatch" and book.spec.resize is not None and size_is_paid(judged):
            case, returned, comparison = in_own_sizes(book, case, returned, comparison, runner)
        done.append((case, lightened(returned), comparison))
        if returned.ended not in ("ok", "raised", "missing") or (brief and not comparison.passed):
            break
        if returned.ended == "missing":
            return Judged(check=check, stopped=of_whole_file(comparison, book, runner), error=load_error(opened))
    return Judged(check=check, cases=tuple(done), wall_s=time.monotonic() - start)


def _paid_once(item: Judged, judged: dict[str, Judged]) -> Judged:
    """The check, passed where all that is wrong is an input changed in place and a check above has paid for that."""

    def only_changes(one: Judged) -> bool:
        causes = {comparison.cause for _, _, comparison in one.cases}
        return one.stopped is None and "input_changed" in causes and causes <= {"none", "input_changed"}

    if not only_changes(item) or not any(only_changes(other) for other in judged.values() if not other.passed):
        return item
    cases = [
        (case, returned, found if found.passed else found.model_copy(update={"cause": "none", "notes": _AGAIN}))
        for case, returned, found in item.cases
    ]
    return item.model_copy(update={"cases": tuple(cases)})


_AGAIN = ("input_changed_again",)


def _met(needed: Judged) -> bool:
    """Whether what another check needs is there; nobody has to pass what their form of handing in does without."""
    return needed.passed or (needed.stopped is not None and needed.stopped.cause == "other_form")


def _banned(check: CheckSpec, findings: list[Finding]) -> Comparison | None:
    for finding in findings:
        if finding.kind in ("banned", "traced") and check.id in finding.checks:
            return Comparison(cause="banned", yours=finding.name)
    return None


def _units_to_load(submission: Submission, entries: list[EntrySource]) -> tuple[str, ...]:
    """For modules: those that define the entries, else all of them; Python then imports what they import."""
    names = tuple(unit.name for unit in submission.units)
    defining = {entry.unit for entry in entries if entry.unit in names}
    return tuple(name for name in names if name in defining) or names
