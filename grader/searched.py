"""What the source alone decides before anything runs: what is missing or forbidden, and which checks cannot be run."""

from grader.authoring import BanSpec, Call, TaskSpec
from grader.compare import CaseBook
from grader.errors import SubmissionError
from grader.intake.deadline import Overrun, within
from grader.model import Comparison, Finding, Frame, StudentError, Submission
from grader.rules import EntrySource, search_all
from grader.score import Judged
from grader.words import Words

_SEARCH_S = 20.0


def demand_code(submission: Submission, spec: TaskSpec, words: Words) -> None:
    """Raises SubmissionError where predictions were handed in for a task that takes code only."""
    takes = any(check.fit is not None and "predictions" in check.fit.modes for check in spec.checks)
    if submission.kind == "predictions" and not takes:
        raise SubmissionError(words.say("intake.no_code", file=submission.file, entry=spec.entry))


def search_source(submission: Submission, book: CaseBook, words: Words) -> tuple[dict[str, EntrySource], list[Finding]]:
    """What the source alone shows. Raises SubmissionError where it is too intricate to be searched in time."""
    try:
        with within(_SEARCH_S):
            bans = {entry: bans_of(book, {entry}) for entry in book.spec.functions}
            entries, findings = search_all(submission, bans, words, starter=book.spec.starter)
    except Overrun as overrun:
        said = words.say("intake.too_intricate", file=submission.file, seconds=f"{overrun.seconds:g}")
        raise SubmissionError(said) from None
    return entries, list(findings)


def bans_of(book: CaseBook, entries: set[str]) -> tuple[BanSpec, ...]:
    """The task's bans, each costing only checks that call one of `entries`."""
    if len(book.spec.functions) == 1:
        return book.spec.banned
    concerned = {check.id for check in book.spec.checks if entries & set(book.entries_of(check))}
    return tuple(
        ban.model_copy(update={"checks": tuple(check for check in ban.checks if check in concerned)})
        for ban in book.spec.banned
    )


def other_parameters(entries: dict[str, EntrySource], spec: TaskSpec) -> tuple[tuple[str, str, str], ...]:
    """Functions whose positional parameters are not those of the statement: (name, ours, theirs)."""
    found = []
    for name, entry in entries.items():
        ours = spec.parameters(Call().on(name))
        if entry.parameters is not None and not isinstance(spec.functions[name], type) and entry.parameters != ours:
            found.append((name, ", ".join(entry.parameters), ", ".join(ours)))
    return tuple(found)


def not_worth_running(entries: dict[str, EntrySource], book: CaseBook) -> dict[str, Judged]:
    """The checks that fail before anything runs, by id: what they call is not written yet, or cannot be read."""
    hopeless = {}
    for check in book.spec.checks:
        for entry in (entries[name] for name in book.entries_of(check)):
            reason = _hopeless(entry)
            if reason is not None:
                hopeless[check.id] = Judged(check=check, stopped=reason, error=_syntax_error(entry))
                break
    return hopeless


def _hopeless(entry: EntrySource) -> Comparison | None:
    if entry.is_stub:
        return Comparison(cause="not_started", expected=entry.entry)
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
