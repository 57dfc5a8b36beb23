"""How far right solutions stay below each check's allowance, and how far above it the nearest mistake lies."""

from collections.abc import Mapping, Sequence

from grader.authoring import TaskSpec
from grader.verify.mistakes import Fared
from grader.verify.rows import Calibration, Row
from grader.verify.solutions import Handed

_ENOUGH_MARGIN = 0.5
"""A right solution that uses more than this part of an allowance is too near to it."""


def calibrations(spec: TaskSpec, right: Sequence[Handed], fared: Mapping[str, Fared]) -> tuple[Calibration, ...]:
    """One for each check."""
    found = []
    for check in spec.checks:
        used = [(handed.used[check.id], handed.name) for handed in right if check.id in handed.used]
        exceeds = [(one.exceeds[check.id], name) for name, one in fared.items() if check.id in one.exceeds]
        best, best_by = max(used, default=(0.0, "-"))
        nearest, nearest_by = min(exceeds, default=(float("inf"), "-"))
        found.append(Calibration(check=check.id, right=best, right_by=best_by, wrong=nearest, wrong_by=nearest_by))
    return tuple(found)


def margin(spec: TaskSpec, item: Calibration) -> Row:
    """The allowance separates right from wrong."""
    ok = item.right <= _ENOUGH_MARGIN and item.wrong > 1 / _ENOUGH_MARGIN
    message = (
        ""
        if ok
        else f"right solutions use {item.right:.2g} of the allowance, mistakes exceed it {item.wrong:.2g} times"
    )
    return Row(task=spec.id, name=f"allowance of {item.check} separates", ok=ok, message=message)
