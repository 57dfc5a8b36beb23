"""Whether a check of training asks for what the reference reaches whatever the seed."""

import math
from collections.abc import Sequence

from grader.authoring import CheckSpec, TaskSpec
from grader.model import Learned
from grader.seeds import PRACTICE_SECRET, seed_of
from grader.unseen import linear_baseline
from grader.verify.rows import Cutoffs, Row

SEEDS = 5
"""So often the reference is trained for `--calibrate`, each time under another secret."""
_MARGIN, _RAMP = 0.01, 0.1


def cutoffs_of(spec: TaskSpec, check: CheckSpec, reached: Sequence[Learned]) -> Cutoffs:
    """What the reference's trainings reached, and the cutoffs that this supports."""
    assert check.fit is not None
    low, high = min(one.low for one in reached), max(one.high for one in reached)
    line = linear_baseline(check.fit, seed_of(PRACTICE_SECRET, spec.id, check.id, 0))
    full = math.floor(100 * (low - _MARGIN)) / 100
    nothing = math.floor(100 * min(line, full - _RAMP)) / 100
    return Cutoffs(
        check=check.id,
        reached=tuple(one.accuracy for one in reached),
        low=low,
        high=high,
        cutoffs=check.fit.cutoffs,
        linear=line,
        proposed=((max(0.0, nothing), 0.0), (full, 1.0)),
    )


def cutoffs_row(spec: TaskSpec, found: Cutoffs) -> Row:
    """A warning where a cutoff lies within the reference's spread; it fails nothing."""
    runs = len(found.reached)
    times = "one training" if runs == 1 else f"{runs} trainings"
    spread = f"{100 * found.low:.1f} to {100 * found.high:.1f} %"
    message = ""
    if found.inside:
        asked = ", ".join(f"{100 * accuracy:g} %" for accuracy in found.inside)
        more = "" if runs >= SEEDS else "; --calibrate trains five times and proposes cutoffs"
        message = f"warning: {asked} lies within what {times} of the reference may reach ({spread}){more}"
    return Row(task=spec.id, name=f"cutoffs of {found.check} lie outside the spread", ok=True, message=message)
