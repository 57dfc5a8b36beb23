"""Proves that a task is fair: right solutions get full marks, the starter nothing, every known mistake is caught."""

from collections.abc import Callable, Sequence

from grader.authoring import TaskSpec
from grader.compare import CaseBook
from grader.compare.faults import author_line
from grader.data import missing_advice, unavailable
from grader.errors import GraderError, SubmissionError, TaskError
from grader.sandbox import Sandbox
from grader.seeds import PRACTICE_SECRET
from grader.verify.calibrate import calibrations, margin
from grader.verify.cutoffs import SEEDS, cutoffs_of, cutoffs_row
from grader.verify.mistakes import Fared, idle_cases, mistake_row, mistake_rows, run_mistake
from grader.verify.reference import cases_that_fail, drawn_from_seed, keeps_float64
from grader.verify.rows import Cutoffs, Row, Verified
from grader.verify.solutions import Handed, alternatives, full_marks, loses_points, solutions_of, starter_row
from grader.verify.written import prove_written

SECRETS = 3
"""A mistake must be caught whatever the secret; three draws stand for all where nothing else is asked for."""


def verify_task(
    spec: TaskSpec,
    sandbox: Sandbox,
    *,
    calibrate: bool = False,
    secrets: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Verified:
    """Runs the reference, the starter, all right and wrong solutions of a task; `say` is told what is being done.

    Whole files run in `sandbox`; mistakes, which are the author's own functions, in this process. Mistakes run under
    three secrets and files under the practice secret; where `secrets` is given, all run under that many. What is the
    author's fault is a row that is not ok; raises GraderError where we fail.
    """
    rows: list[Row] = []
    spec = _trained_anew(spec)
    try:
        rows += prove_written(spec)
        if missing := unavailable(spec.data_sets):
            advice = " ".join(missing_advice(name) for name in missing)
            rows.append(Row(task=spec.id, name="what needs data", ok=True, message=f"not proved. {advice}"))
            checks = tuple(check.id for check in spec.checks)
            return Verified(task=spec.id, checks=checks, rows=tuple(rows), unavailable=missing)
        return _prove(spec, sandbox, rows, calibrate, secrets, say)
    except (TaskError, SubmissionError) as error:
        message = str(error)
    except GraderError:
        raise
    except (Exception, SystemExit) as error:
        line = author_line(error, spec)
        if line is None:
            raise
        message = f"{line}: {type(error).__name__}: {error}"
    return Verified(task=spec.id, rows=(*rows, Row(task=spec.id, name="it can be proved", ok=False, message=message)))


def _prove(
    spec: TaskSpec, sandbox: Sandbox, rows: list[Row], calibrate: bool, secrets: int | None, say: Callable[[str], None]
) -> Verified:
    count = secrets or (1 if any(check.fit for check in spec.checks) else SECRETS)  # a training takes its time
    right, wrong = solutions_of(spec)
    fared = {mistake.id: Fared() for mistake in spec.mistakes}
    started: list[Row] = []
    for number, secret in enumerate(drawn_secrets(count), 1):
        under = f"{spec.id}, secret {number} of {count}"
        say(f"{under}: its cases")
        book = CaseBook(spec, secret)  # of its own: fifty of them at once would be the machine's memory
        if faults := cases_that_fail(book):
            return Verified(task=spec.id, rows=(*rows, *faults))
        if number == 1:
            rows += [drawn_from_seed(book), keeps_float64(book)]
            started.append(starter_row(book, sandbox))
        if number == 1 or secrets is not None:
            _run_files((*right, *wrong), book, sandbox, under, say)
        # every case has been seen to fail some mistake: what is left to see is that every check fails again
        brief = number > 1 and not calibrate and not idle_cases(fared)
        for at, mistake in enumerate(spec.mistakes, 1):
            say(f"{under}: mistake {at} of {len(spec.mistakes)}")
            run_mistake(mistake, book, fared[mistake.id], name=number == 1, brief=brief)
    trained = _cutoffs(spec, right[0], sandbox, calibrate, say)
    rows += [*(full_marks(spec, handed) for handed in right), *alternatives(spec), *started]
    rows += [cutoffs_row(spec, found) for found in trained]
    rows += [loses_points(spec, handed) for handed in wrong]
    mistakes = tuple(mistake_row(spec, mistake, fared[mistake.id], count) for mistake in spec.mistakes)
    rows += mistake_rows(spec, mistakes, count)
    calibration = calibrations(spec, right, fared) if calibrate else ()
    rows += [margin(spec, item) for item in calibration]
    return Verified(
        task=spec.id,
        checks=tuple(check.id for check in spec.checks),
        rows=tuple(rows),
        mistakes=mistakes,
        secrets=count,
        calibration=calibration,
        idle_cases=idle_cases(fared),
        cutoffs=trained if calibrate else (),
    )


def _trained_anew(spec: TaskSpec) -> TaskSpec:
    """The task as the reference and the mistakes hand it in: what trains is trained, whatever else students may do."""
    checks = [
        check
        if check.fit is None
        else check.model_copy(update={"fit": check.fit.model_copy(update={"modes": ("train", *check.fit.modes)})})
        for check in spec.checks
    ]
    return spec.model_copy(update={"checks": tuple(checks)})


def _cutoffs(
    spec: TaskSpec, reference: Handed, sandbox: Sandbox, calibrate: bool, say: Callable[[str], None]
) -> tuple[Cutoffs, ...]:
    """What the reference's trainings reach; with `calibrate` it is trained until there are five of them."""
    if calibrate and reference.learned:
        for number, secret in enumerate(drawn_secrets(SEEDS)[reference.runs :], reference.runs + 1):
            say(f"{spec.id}: the reference, training {number} of {SEEDS}")
            reference.run(CaseBook(spec, secret), sandbox)
    checks = {check.id: check for check in spec.checks}
    return tuple(cutoffs_of(spec, checks[check_id], reached) for check_id, reached in reference.learned.items())


def _run_files(
    files: Sequence[Handed], book: CaseBook, sandbox: Sandbox, under: str, say: Callable[[str], None]
) -> None:
    for handed in files:
        say(f"{under}: {handed.name}")
        handed.run(book, sandbox)


def drawn_secrets(count: int) -> tuple[bytes, ...]:
    """The practice secret, then `count - 1` others, always the same."""
    return (PRACTICE_SECRET, *(b"verify: draw %d" % number for number in range(2, count + 1)))
