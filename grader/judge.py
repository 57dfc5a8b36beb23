"""One case, judged: what came back beside what should, in the student's own sizes where the task allows them."""

from torch import Tensor

from grader.authoring import Call
from grader.compare import Case, CaseBook, compare
from grader.model import MISMATCH, Comparison, Foreign, LayerRow, Opened, Returned, StudentError
from grader.report.raised import environment_reason
from grader.sandbox.runner import Runner
from grader.score import Judged
from grader.shown import ask_layers


def size_is_paid(judged: dict[str, Judged]) -> bool:
    """Whether a check above has failed for what came back: a size that was lied about there is not excused here."""
    return any(
        wrong[2].cause not in ("mismatch", "input_changed") for item in judged.values() if (wrong := item.first_wrong)
    )


def in_own_sizes(
    book: CaseBook, case: Case, returned: Returned, comparison: Comparison, runner: Runner
) -> tuple[Case, Returned, Comparison]:
    """The case again with the reference in the sizes that the student's layers have, where it is right so.

    What the sizes are is the student's claim; what the network makes of them is compared as ever.
    """
    layers = _layers(book, case.call, runner)
    if layers is None or book.spec.resize is None:
        return case, returned, comparison
    try:
        resized = book.spec.resize(case.call, *layers)
        if resized is None:
            return case, returned, comparison
        call, wrap = resized
        own = Case(case.check, case.number, call, case.seed, case.public, shared=False, wrap=wrap)
        book.expected(own)
    except Exception:  # no network of these sizes holds together, or the case is not one for it
        return case, returned, comparison
    again = runner.call(call, case.seed, trace=False)
    if again.ended not in ("ok", "raised"):
        return own, again, compare(book.expected(own), again)
    judged = judge(book, own, again, Opened(ended="ok"))
    yours, ours = ({row.name for row in rows} for rows in layers)
    if not judged.passed and yours != ours:  # it may be that other layers of theirs stand for ours
        return case, returned, comparison
    return own, again, judged.model_copy(update={"notes": (*judged.notes, "own_sizes")})


def _layers(book: CaseBook, call: Call, runner: Runner) -> tuple[tuple[LayerRow, ...], tuple[LayerRow, ...]] | None:
    """The student's layers and ours; asked once a network, and never again where they were not given."""
    made = repr([one for one in call.args[:2] if not isinstance(one, Tensor)])
    if made not in runner.layers:
        refused = None in runner.layers.values()
        runner.layers[made] = None if refused else ask_layers(book, call, runner)
    given: tuple[tuple[LayerRow, ...], tuple[LayerRow, ...]] | None = runner.layers[made]
    return given


def judge(book: CaseBook, case: Case, returned: Returned, opened: Opened) -> Comparison:
    """Whether what came back is what should; what the machine lacks, or a driver could not do, is told apart."""
    comparison = compare(book.expected(case), returned)
    if comparison.cause == "missing_entry":
        error = load_error(opened)
        if error is not None:
            environment = environment_reason(error) is not None
            return Comparison(cause="environment" if environment else "load_failed")
        return comparison.model_copy(update={"expected": _missing_name(book, case, returned)})
    if comparison.cause == "raised" and returned.error is not None:
        if environment_reason(returned.error) is not None:
            return Comparison(cause="environment")
        if case.call.driver is not None and returned.error.type == MISMATCH:
            return Comparison(cause="mismatch", expected=returned.error.message)
    return with_limit(comparison, book, loading=False)


def of_whole_file(comparison: Comparison, book: CaseBook, runner: Runner) -> Comparison:
    """A function that is missing in a file which has trained by itself: its network stands in for build_model only."""
    whole = not {"train", "build_model"} & set(runner.defined)
    if not book.spec.fit_drive or not whole or comparison.expected not in ("train", "predict"):
        return comparison
    return Comparison(cause="other_form", expected=comparison.expected)


def _missing_name(book: CaseBook, case: Case, returned: Returned) -> str:
    """Which function is not there; what the jail says counts only where it can be true."""
    if case.call.driver is None:
        return case.call.entry or book.spec.entry
    called = book.entries_of(case.check)
    said = returned.value.why if isinstance(returned.value, Foreign) else ""
    return said if said in called else called[0]


def with_limit(comparison: Comparison, book: CaseBook, *, loading: bool) -> Comparison:
    """The comparison with the limit that was passed, where it was one; `loading`: while the submission loaded."""
    limits = book.spec.limits
    allowed = {
        "timeout": limits.setup_s if loading else limits.call_s,
        "memory": limits.memory_bytes,
        "output": limits.output_bytes,
    }.get(comparison.cause)
    where = "loading" if loading and comparison.cause == "timeout" else comparison.where
    return comparison if allowed is None else comparison.model_copy(update={"allowed": float(allowed), "where": where})


def load_error(opened: Opened) -> StudentError | None:
    """The error of loading that is most likely why something is missing: the last one."""
    return opened.errors[-1] if opened.errors else None
