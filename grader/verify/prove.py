"""Proves that a task is fair: right solutions get full marks, the starter nothing, every known mistake is caught."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from grader.authoring import CheckSpec, MistakeSpec, TaskSpec
from grader.compare import CaseBook, case_book, name_mistakes
from grader.errors import GraderError
from grader.grade import run_submission
from grader.intake import read_submission
from grader.model import Frozen, Submission
from grader.sandbox import Sandbox
from grader.sandbox.fake import FakeSandbox
from grader.score import Outcome
from grader.seeds import PRACTICE_SECRET
from grader.verify.rows import Row
from grader.verify.written import prove_written
from grader.words import Words

SECRETS = (PRACTICE_SECRET, b"verify: a second draw", b"verify: a third draw")
"""A mistake must be caught whatever the secret; three draws stand for all."""

_LEAST_RIGHT = 2
_ENOUGH_MARGIN = 0.5
"""A right solution that uses more than this part of an allowance is too near to it."""


class MistakeRow(Frozen):
    """How one mistake fared."""

    mistake: str
    caught_by: tuple[str, ...]
    """Checks that failed under every secret."""
    sometimes: tuple[str, ...]
    """Checks that failed under some secrets only."""
    named: bool
    """Whether the report names it, and nothing else (under the first secret)."""


class Calibration(Frozen):
    """How well the allowance of one check separates right from wrong."""

    check: str
    right: float
    """The largest part of an allowance that a right solution used."""
    right_by: str
    wrong: float
    """How many times its allowance the nearest caught mistake exceeds; inf where none is near."""
    wrong_by: str


class Verified(Frozen):
    """All about one task."""

    task: str
    checks: tuple[str, ...]
    rows: tuple[Row, ...]
    mistakes: tuple[MistakeRow, ...]
    calibration: tuple[Calibration, ...] = ()
    idle_cases: tuple[str, ...] = ()
    """Drawn cases that no mistake fails, as `check 3`: they cost time and may be left out."""

    @property
    def ok(self) -> bool:
        """Whether everything was proved."""
        return all(row.ok for row in self.rows)


def verify_task(
    spec: TaskSpec, sandbox: Sandbox, *, calibrate: bool = False, say: Callable[[str], None] = lambda _: None
) -> Verified:
    """Runs the reference, the starter, all right and wrong solutions of a task; `say` is told what is being done.

    Whole files run in `sandbox`; mistakes, which are the author's own functions, in this process.
    """
    rows: list[Row] = [*prove_written(spec)]
    right: list[tuple[str, Outcome]] = []
    for name, submission in _right_submissions(spec):
        say(f"{spec.id}: {name}")
        start = time.monotonic()
        outcome = _run(submission, case_book(spec, PRACTICE_SECRET), sandbox)
        right.append((name, outcome))
        rows.append(_full_marks(spec, name, outcome, time.monotonic() - start))
    if len(spec.right_files) < _LEAST_RIGHT:
        message = f"{len(spec.right_files)} in {spec.folder.name}/right/, at least {_LEAST_RIGHT} are needed"
        rows.append(Row(task=spec.id, name="alternative solutions", ok=False, message=message))
    say(f"{spec.id}: starter")
    rows.append(_starter_scores_nothing(spec, sandbox))
    for file in spec.wrong_files:
        say(f"{spec.id}: {file.name}")
        rows.append(_wrong_file_loses(spec, file, sandbox))
    say(f"{spec.id}: {len(spec.mistakes)} mistakes")
    fared = {mistake.id: _run_mistake(spec, mistake) for mistake in spec.mistakes}
    mistakes = tuple(_mistake_row(spec, mistake, fared[mistake.id]) for mistake in spec.mistakes)
    rows += [_caught(spec, row) for row in mistakes]
    rows.append(_every_check_fails_once(spec, mistakes))
    idle = _idle_cases(spec, fared)
    calibration: tuple[Calibration, ...] = ()
    if calibrate:
        calibration = tuple(_calibrate(check, right, fared) for check in spec.checks)
        rows += [_margin(spec, item) for item in calibration]
    return Verified(
        task=spec.id,
        checks=tuple(check.id for check in spec.checks),
        rows=tuple(rows),
        mistakes=mistakes,
        calibration=calibration,
        idle_cases=idle,
    )


def _right_submissions(spec: TaskSpec) -> Iterator[tuple[str, Submission]]:
    yield "reference", read_submission(spec.reference_file)
    for file in spec.right_files:
        yield f"right/{file.name}", read_submission(file)


def _run(submission: Submission, book: CaseBook, sandbox: Sandbox) -> Outcome:
    outcome = run_submission(submission, book, sandbox=sandbox, words=Words("en"), smallest=False)
    if outcome.fault is not None:
        raise GraderError(f"{book.spec.id}: {outcome.fault}")
    return outcome


def _full_marks(spec: TaskSpec, name: str, outcome: Outcome, seconds: float) -> Row:
    lost = [item for item in outcome.judged if not item.passed]
    message = ""
    if lost:
        first = lost[0]
        wrong = first.stopped or (first.first_wrong[2] if first.first_wrong else None)
        message = (
            f"loses {', '.join(item.check.id for item in lost)}; {first.check.id}: {wrong.cause if wrong else '?'}"
        )
    return Row(task=spec.id, name=f"{name} gets full marks", ok=not lost, message=message, seconds=seconds)


def _starter_scores_nothing(spec: TaskSpec, sandbox: Sandbox) -> Row:
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "starter.py"
        path.write_text(spec.starter, encoding="utf-8")
        outcome = _run(read_submission(path), case_book(spec, PRACTICE_SECRET), sandbox)
    causes = {item.stopped.cause if item.stopped else "ran" for item in outcome.judged}
    ok = causes == {"not_started"}
    message = "" if ok else f"it counts as {', '.join(sorted(causes))}"
    return Row(task=spec.id, name="starter is not started", ok=ok, message=message, seconds=time.monotonic() - start)


def _wrong_file_loses(spec: TaskSpec, file: Path, sandbox: Sandbox) -> Row:
    start = time.monotonic()
    outcome = _run(read_submission(file), case_book(spec, PRACTICE_SECRET), sandbox)
    ok = not all(item.passed for item in outcome.judged)
    message = "" if ok else "it gets full marks; add a case that tells it from the reference"
    return Row(
        task=spec.id, name=f"wrong/{file.name} loses points", ok=ok, message=message, seconds=time.monotonic() - start
    )


Fared = list[tuple[Outcome, set[str]]]
"""For each secret: what happened, and, under the first one, the ids of the mistakes that were named."""


def _run_mistake(spec: TaskSpec, mistake: MistakeSpec) -> Fared:
    fared: Fared = []
    for number, secret in enumerate(SECRETS):
        book = case_book(spec, secret)
        functions = {**spec.functions, mistake.of: mistake.function}
        sandbox = FakeSandbox(None, callee=partial(spec.callee, functions=functions))
        outcome = _run(stand_in(spec), book, sandbox)
        failed = {item.check.id: item.cases for item in outcome.judged if item.cases and not item.passed}
        passed = {item.check.id: item.cases for item in outcome.judged if item.passed}
        named = {found.id for found in name_mistakes(book, failed, passed).values()} if number == 0 else set()
        fared.append((outcome, named))
    return fared


def stand_in(spec: TaskSpec) -> Submission:
    """A submission whose source gives the rules nothing to object to; the fake sandbox does not run it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mistake.py"
        written = "".join(f"def {name}(*args, **kwargs):\n    return args\n\n\n" for name in spec.functions)
        path.write_text(written, encoding="utf-8")
        return read_submission(path)


def _mistake_row(spec: TaskSpec, mistake: MistakeSpec, fared: Fared) -> MistakeRow:
    failures = [{item.check.id for item in outcome.judged if item.cases and not item.passed} for outcome, _ in fared]
    always = set.intersection(*failures)
    order = [check.id for check in spec.checks]
    return MistakeRow(
        mistake=mistake.id,
        caught_by=tuple(check for check in order if check in always),
        sometimes=tuple(check for check in order if check in set.union(*failures) - always),
        named=fared[0][1] == {mistake.id},
    )


def _caught(spec: TaskSpec, row: MistakeRow) -> Row:
    message = ""
    if not row.caught_by:
        message = (
            f"only under some secrets, by {', '.join(row.sometimes)}; use g.cycle so that every draw has the case"
            if row.sometimes
            else "no check fails; add a case that tells it from the reference"
        )
    elif not row.named:
        message = "caught, but not named: another mistake looks the same on these cases, or it raises"
    return Row(task=spec.id, name=f"mistake {row.mistake} is caught", ok=bool(row.caught_by), message=message)


def _every_check_fails_once(spec: TaskSpec, mistakes: Sequence[MistakeRow]) -> Row:
    """A check that no known mistake fails cannot be seen to work."""
    caught = {check for row in mistakes for check in row.caught_by}
    never = [check.id for check in spec.checks if check.id not in caught]
    message = f"no mistake fails {', '.join(never)}; add the mistake that each is for" if never else ""
    return Row(task=spec.id, name="every check fails for some mistake", ok=not never, message=message)


def _idle_cases(spec: TaskSpec, fared: dict[str, Fared]) -> tuple[str, ...]:
    """Drawn cases that pass for every mistake under every secret, though their check ran to them."""
    reached: set[tuple[str, int]] = set()
    failed: set[tuple[str, int]] = set()
    for runs in fared.values():
        for outcome, _ in runs:
            for item in outcome.judged:
                for case, _, comparison in item.cases:
                    reached.add((item.check.id, case.number - len(item.check.public)))
                    if not comparison.passed:
                        failed.add((item.check.id, case.number - len(item.check.public)))
    return tuple(f"{check} {number + 1}" for check, number in sorted(reached - failed) if number >= 0)


def _calibrate(check: CheckSpec, right: Sequence[tuple[str, Outcome]], fared: dict[str, Fared]) -> Calibration:
    used = [
        (comparison.ratio, name)
        for name, outcome in right
        for item in outcome.judged
        if item.check.id == check.id
        for _, _, comparison in item.cases
    ]
    exceeded = []
    for name, runs in fared.items():
        ratios = [
            max((c.ratio if c.cause == "values" else float("inf") for _, _, c in item.cases if not c.passed))
            for outcome, _ in runs
            for item in outcome.judged
            if item.check.id == check.id and item.cases and not item.passed
        ]
        if ratios:
            exceeded.append((min(ratios), name))
    best, best_by = max(used, default=(0.0, "-"))
    nearest, nearest_by = min(exceeded, default=(float("inf"), "-"))
    return Calibration(check=check.id, right=best, right_by=best_by, wrong=nearest, wrong_by=nearest_by)


def _margin(spec: TaskSpec, item: Calibration) -> Row:
    ok = item.right <= _ENOUGH_MARGIN and item.wrong > 1 / _ENOUGH_MARGIN
    message = (
        ""
        if ok
        else f"right solutions use {item.right:.2g} of the allowance, mistakes exceed it {item.wrong:.2g} times"
    )
    return Row(task=spec.id, name=f"allowance of {item.check} separates", ok=ok, message=message)
