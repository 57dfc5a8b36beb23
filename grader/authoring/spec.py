"""A task, frozen into data by the catalog: what every other room reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.authoring.call import Call
from grader.authoring.gen import Gen
from grader.authoring.tolerance import Tolerance
from grader.model import Frozen, Limits, Text
from grader.model.report import Visibility


class CheckSpec(Frozen):
    """One check: points for one idea."""

    id: str
    title: Text
    points: float
    cases: int
    """How many cases are drawn, beside the public ones."""
    public: tuple[Call, ...]
    """Cases that are printed in the statement and shown in full in the report."""
    hint: Text | None
    needs: tuple[str, ...]
    """Checks that must pass before this one says anything new."""
    tolerance: Tolerance
    make: Callable[[Gen], Call]

    @property
    def visibility(self) -> Visibility:
        """`public` where nothing is drawn."""
        return "hidden" if self.cases else "public"


class MistakeSpec(Frozen):
    """A known wrong solution."""

    id: str
    text: Text
    """What the student misunderstood, as a sentence to the student."""
    function: Callable[..., Any]


class BanSpec(Frozen):
    """A call that the task does not allow."""

    pattern: str
    """Full dotted name; `*` matches within the last part (`torch.nn.functional.conv*`)."""
    checks: tuple[str, ...]
    """The checks it costs."""


class TaskSpec(Frozen):
    """One task."""

    id: str
    """`convolution/conv2d`: the folders under the root."""
    title: Text
    lesson: Text
    entry: str
    """Name of the function that the student writes."""
    reference: Callable[..., Any]
    reference_file: Path
    folder: Path
    """Where task.py and the statements lie."""
    checks: tuple[CheckSpec, ...]
    mistakes: tuple[MistakeSpec, ...]
    wrong_files: tuple[Path, ...]
    """Whole wrong submissions shipped with the task; each must lose points."""
    right_files: tuple[Path, ...] = ()
    """Whole right submissions that go another way than the reference; each must get full marks."""
    starter: str = ""
    """The module that students receive: the reference with its solution regions cut."""
    banned: tuple[BanSpec, ...]
    limits: Limits
    digest: str
    """sha256 over everything that decides a score: task.py, reference, statements, wrong files."""

    @property
    def max_score(self) -> float:
        """Points of all checks."""
        return sum(check.points for check in self.checks)

    def statement(self, lang: str) -> str:
        """The statement in `lang`, Markdown."""
        return (self.folder / f"statement.{lang}.md").read_text(encoding="utf-8")
