"""What was proved of a task: data for every file of this room and for those who print it."""

from grader.model import Frozen


class Row(Frozen):
    """A proof; `message` says what to mend where it is not `ok`."""

    task: str
    name: str
    ok: bool
    message: str = ""
    seconds: float = 0.0


class MistakeRow(Frozen):
    """How one mistake fared."""

    mistake: str
    caught_by: tuple[str, ...]
    """Checks that failed under every secret."""
    sometimes: tuple[tuple[str, int], ...]
    """Checks that failed under some secrets only, and under how many."""
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


class Cutoffs(Frozen):
    """What the reference's trainings reached, beside what the check asks for. Accuracies are shares."""

    check: str
    reached: tuple[float, ...]
    """One training a seed."""
    low: float
    high: float
    """The spread: from the lower end of the worst one's interval to the upper end of the best one's."""
    cutoffs: tuple[tuple[float, float], ...]
    """(accuracy, share of the points), as the task has them."""
    linear: float
    """What a linear classifier reaches."""
    proposed: tuple[tuple[float, float], ...]
    """All for what the reference reaches in any case, nothing for what needs no network or is far below."""

    @property
    def inside(self) -> tuple[float, ...]:
        """Cutoffs within the spread: chance decides about them."""
        return tuple(accuracy for accuracy, _ in self.cutoffs if self.low < accuracy <= self.high)


class Verified(Frozen):
    """All about one task."""

    task: str
    checks: tuple[str, ...] = ()
    rows: tuple[Row, ...]
    mistakes: tuple[MistakeRow, ...] = ()
    secrets: int = 0
    """How many secrets the mistakes ran under."""
    calibration: tuple[Calibration, ...] = ()
    idle_cases: tuple[str, ...] = ()
    """Drawn cases that no mistake fails, as `check 3`: they cost time and may be left out."""
    unavailable: tuple[str, ...] = ()
    """Data sets that are not on this machine: without them it cannot be proved, and has not failed."""
    cutoffs: tuple[Cutoffs, ...] = ()
    """For each check of training, what the reference reaches."""

    @property
    def ok(self) -> bool:
        """Whether everything was proved."""
        return all(row.ok for row in self.rows)


def unproved(task: str, name: str, message: str) -> Verified:
    """A task of which nothing can be proved: its author's fault, as a failed row."""
    return Verified(task=task, rows=(Row(task=task, name=name, ok=False, message=message),))
