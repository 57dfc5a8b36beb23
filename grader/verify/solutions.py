"""Whole files that lie with a task: right ones get full marks, the starter nothing, wrong ones lose points."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from grader.authoring import TaskSpec
from grader.compare import CaseBook
from grader.errors import GraderError, SubmissionError
from grader.grade import run_submission
from grader.intake import read_submission
from grader.model import Learned, Returned, Submission
from grader.report.feedback import explain
from grader.report.learned import explain_learned
from grader.report.printable import one_line
from grader.report.raised import CODE_MARK
from grader.sandbox import Sandbox
from grader.score import Judged, Outcome
from grader.verify.rows import Row
from grader.words import Words

_LEAST_RIGHT = 2
_MOST_SAID = 3
"""So many different losses of one file are told."""
_MOST_CHARACTERS = 400
_WORDS = Words("en")


class Handed:
    """A file, and what became of it under the secrets so far."""

    def __init__(self, name: str, file: Path) -> None:
        self.name = name
        self.refused = ""
        """Why the file cannot be read at all."""
        self.submission: Submission | None = None
        try:
            self.submission = read_submission(file)
        except SubmissionError as error:
            self.refused = str(error)
        self.runs = 0
        self.full = 0
        """Under how many secrets it got full marks."""
        self.lost: Counter[str] = Counter()
        """Under how many secrets a check was lost."""
        self.said: dict[str, list[str]] = {}
        """The checks that were lost with these words."""
        self.learned: dict[str, list[Learned]] = {}
        """What its trainings reached, by check, one a run."""
        self.used: dict[str, float] = {}
        """The largest part of its allowance that was used, by check."""
        self.seconds = 0.0

    def run(self, book: CaseBook, sandbox: Sandbox) -> None:
        """Runs the file once more, under the secret of `book`. Raises GraderError where we fail."""
        if self.submission is None:
            return
        start = time.monotonic()
        outcome = run_whole(self.submission, book, sandbox)
        self.seconds += time.monotonic() - start
        self.runs += 1
        lost = [item for item in outcome.judged if not item.passed]
        self.full += not lost
        for item in lost:
            self.lost[item.check.id] += 1
            if item.stopped is None or item.stopped.cause != "needs":
                checks = self.said.setdefault(what_was_seen(item), [])
                checks += [item.check.id] if item.check.id not in checks else []
        for item in outcome.judged:
            if item.learned is not None:
                self.learned.setdefault(item.check.id, []).append(item.learned)
            ratios = [comparison.ratio for _, _, comparison in item.cases]
            self.used[item.check.id] = max([self.used.get(item.check.id, 0.0), *ratios])


def solutions_of(spec: TaskSpec) -> tuple[list[Handed], list[Handed]]:
    """The right ones, the reference first, and the wrong ones."""
    right = [Handed("reference", spec.reference_file), *(Handed(f"right/{f.name}", f) for f in spec.right_files)]
    return right, [Handed(f"wrong/{file.name}", file) for file in spec.wrong_files]


def full_marks(spec: TaskSpec, handed: Handed) -> Row:
    """A right solution gets full marks under every secret it ran under."""
    message = handed.refused
    if handed.lost:
        lost = [name if n == handed.runs else f"{name} under {n} of {handed.runs}" for name, n in handed.lost.items()]
        told = [f"{_several(checks)}: {text}" for text, checks in handed.said.items()]
        more = len(told) - _MOST_SAID
        message = "\n".join(
            [f"loses {', '.join(lost)}", *told[:_MOST_SAID], *([f"and {more} other losses"] if more > 0 else [])]
        )
    name = f"{handed.name} gets full marks{_each(handed)}"
    return Row(task=spec.id, name=name, ok=not message, message=message, seconds=handed.seconds)


def _each(handed: Handed) -> str:
    return f" under each of {handed.runs} secrets" if handed.runs > 1 else ""


def _several(checks: list[str]) -> str:
    return checks[0] if len(checks) == 1 else f"{checks[0]} and {len(checks) - 1} more"


def alternatives(spec: TaskSpec) -> Iterator[Row]:
    """A row that fails where there are too few right solutions."""
    if len(spec.right_files) < _LEAST_RIGHT:
        message = f"{len(spec.right_files)} in {spec.folder.name}/right/, at least {_LEAST_RIGHT} are needed"
        yield Row(task=spec.id, name="alternative solutions", ok=False, message=message)


def loses_points(spec: TaskSpec, handed: Handed) -> Row:
    """A wrong solution loses points under every secret it ran under."""
    message = handed.refused
    if handed.full:
        times = f" under {handed.full} of {handed.runs} secrets" if handed.runs > 1 else ""
        message = f"it gets full marks{times}; add a case that tells it from the reference"
    name = f"{handed.name} loses points{_each(handed)}"
    return Row(task=spec.id, name=name, ok=not message, message=message, seconds=handed.seconds)


def starter_row(book: CaseBook, sandbox: Sandbox) -> Row:
    """What students receive counts as not started, in every check."""
    start, spec = time.monotonic(), book.spec
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "starter.py"
        path.write_text(spec.starter, encoding="utf-8")
        outcome = run_whole(read_submission(path), book, sandbox)
    begun = [item for item in outcome.judged if item.stopped is None or item.stopped.cause != "not_started"]
    message = ""
    if begun:
        seen = what_was_seen(begun[0]) or "it passes"
        message = (
            f"{', '.join(item.check.id for item in begun)} can be run with it ({seen}); in {spec.reference_file} put "
            "`### BEGIN SOLUTION` above everything that students are to write"
        )
    return Row(
        task=spec.id, name="starter is not started", ok=not begun, message=message, seconds=time.monotonic() - start
    )


def run_whole(submission: Submission, book: CaseBook, sandbox: Sandbox, *, brief: bool = False) -> Outcome:
    """What happens to a submission; `brief` as for run_submission. Raises GraderError where we fail."""
    outcome = run_submission(submission, book, sandbox=sandbox, words=_WORDS, smallest=False, brief=brief)
    if outcome.fault is not None:
        raise GraderError(f"{book.spec.id}: {outcome.fault}")
    return outcome


def what_was_seen(item: Judged) -> str:
    """The student's own message about a check that is not passed, on one line: what, in which line, why."""
    if item.stopped is not None:
        text = explain(item.stopped, Returned(ended="missing", error=item.error), _WORDS)
    elif item.first_wrong is not None:
        _, returned, comparison = item.first_wrong
        text = explain(comparison, returned, _WORDS)
    elif item.learned is not None:
        text = explain_learned(item.learned, item.symptoms, None, _WORDS).message
    else:
        return ""
    lines = text.split("\n")
    places = [line for line in lines if CODE_MARK in line][-1:]
    said = [line for line in lines if CODE_MARK not in line]
    whole = one_line("; ".join([*said[:1], *places, *said[1:2]]), _MOST_CHARACTERS)
    compared = item.first_wrong[2] if item.first_wrong is not None else None
    if compared is not None and compared.where and compared.cause in ("wrong_type", "wrong_length"):
        whole += " (if that part is not to be compared, let a function of drive.py return the others)"
    return whole
