"""The report: the one document that every other output is a projection of. Its JSON is a contract."""

from typing import Any, Literal

from pydantic import Field

from grader.model.base import Frozen
from grader.model.comparison import Cause
from grader.model.layers import LayerTable
from grader.model.learned import Learned

SCHEMA_VERSION = "1.4"

CheckState = Literal["passed", "failed", "not_run", "fault"]
Visibility = Literal["public", "hidden"]


REPAIRABLE: frozenset[Cause] = frozenset(
    (
        "raised",
        "mismatch",
        "returned_nothing",
        "wrong_type",
        "wrong_length",
        "order",
        "shape",
        "dtype",
        "non_finite",
        "values",
        "no_gradient",
        "input_changed",
    )
)
"""What a change of the code may mend; a limit, a banned call or the machine is another matter."""


class CodeLine(Frozen):
    """One line of the student's own code."""

    line: int
    """1-based, in its unit."""
    text: str
    marked: bool = False
    """Whether a statement that was found to be wrong stands here."""


class ShownEdit(Frozen):
    """What was changed on one line, for teachers."""

    line: int
    before: str
    after: str


class Location(Frozen):
    """The statement that repair found to be wrong: with a small change there all cases pass, fresh ones too."""

    unit: str = ""
    """`cell 3`, or a module's name."""
    cell: int | None = None
    function: str = ""
    """`conv2d`, or `Net.forward`."""
    lines: tuple[int, ...] = ()
    """Where the statements begin, 1-based, in the unit."""
    places: int = 1
    """How many places were changed."""
    family: str = ""
    """What the change is about: a key of grader.repair.operators.FAMILIES."""
    other_family: str = ""
    """The same of the second change, where there are two different ones."""
    certainty: Literal["one", "same", "two"] = "one"
    """One change in one statement; the same change in several places; two different changes."""
    cases: int = 0
    """How many of the check's cases pass with it."""
    fresh: int = 0
    """How many further random cases were tried, all of them right."""
    first: str = ""
    """Another function that has to be mended first: what is here is then right."""
    code: tuple[CodeLine, ...] = ()
    """The statements with a few lines around them."""
    edits: tuple[ShownEdit, ...] = ()
    """The change itself; only where the report is for a teacher."""


class Feedback(Frozen):
    """What the student reads about one check."""

    cause: Cause
    """Machine-readable: the first thing that is wrong; `none` where the check passed."""
    message: str = ""
    """What was seen, what should be, where, and how much is allowed."""
    mistake: str | None = None
    """The known mistake whose output is the student's on every case of the check."""
    hint: str | None = None
    """What to look at next, from the author."""
    call: str = ""
    """The call that failed, in words: shapes and plain arguments, never a hidden input's numbers."""
    example: dict[str, Any] | None = None
    """A public case in full: `inputs`, `yours`, `expected` as nested lists. None for hidden cases."""
    smallest_case: dict[str, Any] | None = None
    location: Location | None = None


class CheckResult(Frozen):
    """One check, scored."""

    id: str
    title: str
    points: float
    max_points: float
    visibility: Visibility
    """`public` where all its cases are published in the statement."""
    state: CheckState
    cases_passed: int
    cases: int
    feedback: Feedback
    learned: Learned | None = None
    """For a check of training: how well the network does on pictures that it has never seen."""


class Finding(Frozen):
    """Something seen on the source without running it, or traced while it ran."""

    kind: Literal["banned", "banned_elsewhere", "traced", "opaque", "duplicate", "syntax", "missing_entry", "cuda"]
    name: str
    """The full name of the call, or the entry's name."""
    message: str
    cell: int | None = None
    unit: str = ""
    line: int | None = None
    checks: tuple[str, ...] = ()
    """The checks it costs."""


class Note(Frozen):
    """Something worth knowing that costs nothing."""

    kind: str
    message: str


class SubmissionInfo(Frozen):
    """Which file this report is about."""

    file: str
    sha256: str


class Environment(Frozen):
    """What it ran on. No absolute path, no host name."""

    grader: str
    python: str
    torch: str
    device: str
    isolation: str
    seeds_id: str
    """Names the secret without telling it: equal secrets, equal ids."""


class Report(Frozen):
    """One submission of one student for one task."""

    schema_version: str = SCHEMA_VERSION
    task: str
    title: str
    lesson: str = ""
    """The lesson that the task belongs to: where to read on."""
    lang: str
    task_digest: str
    student: str | None = None
    submission: SubmissionInfo
    state: Literal["graded", "ungraded"]
    """`ungraded` is our fault and may be retried; it is never a zero."""
    started: bool = True
    """False where the entry is still the released stub."""
    score: float | None
    """None while ungraded."""
    max_score: float
    checks: tuple[CheckResult, ...]
    layers: LayerTable | None = None
    """For a network with a failed check: its layers beside those that should be, as its own process lists them."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    claims: dict[str, Any] = Field(default_factory=dict)
    """Said by the student's process about itself; shown, never scored on its own."""
    environment: Environment
    timings: dict[str, float] = Field(default_factory=dict)
    """Seconds, measured outside. With `location`, which is searched for against the clock, the only part that differs
    between two gradings of one file."""
