"""Known mistakes: each runs in this process under every secret, must be caught, and should be named."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from grader.authoring import MistakeSpec, TaskSpec
from grader.compare import CaseBook, name_mistakes
from grader.compare.faults import line_of
from grader.intake import read_submission
from grader.model import Submission
from grader.sandbox.fake import FakeSandbox
from grader.verify.rows import MistakeRow, Row
from grader.verify.solutions import run_whole


class Fared:
    """What became of one mistake under the secrets so far."""

    def __init__(self) -> None:
        self.failed: Counter[str] = Counter()
        """Under how many secrets a check failed."""
        self.named: set[str] = set()
        """The mistakes that the report names, under the first secret."""
        self.reached: set[tuple[str, int]] = set()
        """Drawn cases that it ran to, and those of them that it fails."""
        self.wrong: set[tuple[str, int]] = set()
        self.exceeds: dict[str, float] = {}
        """How many times it exceeds the allowance of a check that it fails, at least."""


def run_mistake(mistake: MistakeSpec, book: CaseBook, fared: Fared, *, name: bool, brief: bool) -> None:
    """Runs the mistake once more, under the secret of `book`; with `name` also looks which ones the report names.

    With `brief` it runs each check to the first case that it fails only.
    """
    functions = {**book.spec.functions, mistake.of: mistake.function}
    sandbox = FakeSandbox(None, callee=partial(book.spec.callee, functions=functions))
    outcome = run_whole(stand_in(book.spec), book, sandbox, brief=brief)
    failed = {item.check.id: item.cases for item in outcome.judged if item.cases and not item.passed}
    passed = {item.check.id: item.cases for item in outcome.judged if item.passed}
    if name:
        fared.named = {found.id for found in name_mistakes(book, failed, passed).values()}
        if not fared.named and any(item.symptoms for item in outcome.judged if not item.passed):
            fared.named = {mistake.id}  # what the answers show is told in its place
    for check, cases in failed.items():
        ratio = max(c.ratio if c.cause == "values" else float("inf") for _, _, c in cases if not c.passed)
        fared.exceeds[check] = min(ratio, fared.exceeds.get(check, ratio))
    trained = {item.check.id for item in outcome.judged if item.check.fit is not None and not item.passed}
    for check in (*failed, *trained):
        fared.failed[check] += 1
    for item in outcome.judged:
        for case, _, comparison in item.cases:
            place = (item.check.id, case.number - len(item.check.public))
            fared.reached.add(place)
            if not comparison.passed:
                fared.wrong.add(place)


def stand_in(spec: TaskSpec) -> Submission:
    """A submission whose source gives the rules nothing to object to; the fake sandbox does not run it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mistake.py"
        written = "".join(f"def {name}(*args, **kwargs):\n    return args\n\n\n" for name in spec.functions)
        path.write_text(written, encoding="utf-8")
        return read_submission(path)


def mistake_row(spec: TaskSpec, mistake: MistakeSpec, fared: Fared, secrets: int) -> MistakeRow:
    """The mistake's line of the table mistake x check."""
    times = [(check.id, fared.failed[check.id]) for check in spec.checks]
    return MistakeRow(
        mistake=mistake.id,
        caught_by=tuple(check for check, count in times if count == secrets),
        sometimes=tuple((check, count) for check, count in times if 0 < count < secrets),
        named=fared.named == {mistake.id},
    )


def mistake_rows(spec: TaskSpec, mistakes: Sequence[MistakeRow], secrets: int) -> Iterator[Row]:
    """Each is caught by some check under every secret, and each check fails for some mistake."""
    for row, mistake in zip(mistakes, spec.mistakes, strict=True):
        message = ""
        if not row.caught_by:
            message = f"{line_of(mistake.function, spec)}: {_escapes(row, secrets)}"
        elif not row.named:
            message = "caught, but not named: another mistake looks the same on these cases, or it raises"
        yield Row(task=spec.id, name=f"mistake {row.mistake} is caught", ok=bool(row.caught_by), message=message)
    caught = {check for row in mistakes for check in row.caught_by}
    never = [check for check in spec.checks if check.id not in caught]
    message = ""
    if never:
        named = ", ".join(check.id for check in never)
        message = f"{line_of(never[0].make, spec)}: no mistake fails {named}; add the mistake that each is for"
    yield Row(task=spec.id, name="every check fails for some mistake", ok=not never, message=message)


def _escapes(row: MistakeRow, secrets: int) -> str:
    some = ", ".join(f"{check} under {count} of {secrets}" for check, count in row.sometimes)
    if some:
        return f"it fails under some secrets only: {some}; use g.cycle so that every draw has the case"
    return "no check fails; add a case that tells it from the reference"


def idle_cases(fared: Mapping[str, Fared]) -> tuple[str, ...]:
    """Drawn cases that pass for every mistake under every secret, though their check ran to them."""
    reached = {place for one in fared.values() for place in one.reached}
    wrong = {place for one in fared.values() for place in one.wrong}
    return tuple(f"{check} {number + 1}" for check, number in sorted(reached - wrong) if number >= 0)
