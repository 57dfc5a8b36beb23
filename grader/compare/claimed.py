"""What a student's process says of its training, read with care: it only picks among explanations.

A claim that is missing, or is no number, says nothing.
"""

import math
from collections.abc import Mapping
from typing import Any

from grader.model import Frozen

_MOST_LOSSES = 1000
_FOLLOWED = 50
"""Fewer labels than this prove nothing."""
_OWN, _COMMONEST = 0.5, 0.6
"""Labels are parted from their pictures where so few are their own, and are not merely called otherwise."""
_FEW_FOLLOWED, _FEW_OWN = 20, 0.3
"""The same of the few pictures that augmentation has left as they are. Mixed pictures (mixup) look like one of the two
now and then, with the label of the other: so this is no proof by itself."""
_HALF_MET, _MET = 0.5, 0.9
"""So many of the pictures shown must be known again; of mixed ones (mixup) only a few look like one of the two."""
_PART = 0.5
_REPEATED = 1.5
_STILL = 0.005
_SCALE, _OFFSET = 1.25, 0.1
"""Preparations that differ by less are one: brightness is changed in augmentation too."""

Prepared = tuple[float, float]
"""What pictures are multiplied by, and what is added then."""


class Claims(Frozen):
    """Of one training."""

    own: float | None = None
    """The share of pictures that came with their own label, where labels and pictures are parted."""
    own_of_few: float | None = None
    """The same where only a few pictures are known again: tells why a network has learned nothing."""
    own_of_alike: float | None = None
    """The same of pictures that augmentation has changed, by the labels of those that they are most like."""
    shown: int | None = None
    """How many different pictures the network was shown, where it is but a part of them, again and again."""
    moved: float | None = None
    """How far the weights have gone, in parts of their length, where that is next to nothing."""
    prepared: Prepared | None = None
    probabilities: bool | None = None
    """Whether the loss was given probabilities where it wants logits; None where it was not seen."""


def read_claims(said: Mapping[str, Any], count: int) -> Claims:
    """The claims of a training on `count` pictures."""
    return Claims(
        own=_parted(said),
        own_of_few=_few_parted(said.get("paired"), _FEW_FOLLOWED),
        own_of_alike=_few_parted(said.get("alike"), _FOLLOWED),
        shown=_part(said, count),
        moved=_still(said.get("moved")),
        prepared=_prepared(said.get("prepared")),
        probabilities=_probabilities(said.get("inputs")),
    )


def read_parameters(said: Any) -> int | None:
    """How many numbers the network learns."""
    return said if type(said) is int and 0 <= said < 2**53 else None


def read_losses(said: Any) -> tuple[float, ...]:
    """What backward() was called on; those that are no numbers are among them."""
    losses = said[:_MOST_LOSSES] if isinstance(said, list) else []
    return tuple(float(loss) for loss in losses if isinstance(loss, int | float) and abs(loss) < 1e30)


def read_prepared(said: Any) -> Prepared | None:
    """How pictures are prepared when the network is asked."""
    return _prepared(said)


def prepared_alike(training: Prepared, asked: Prepared) -> bool:
    """Whether two preparations make much the same of a picture."""
    ratio = training[0] / asked[0]
    return 1 / _SCALE < ratio < _SCALE and abs(training[1] - asked[1]) < _OFFSET * abs(asked[0])


def _parted(said: Mapping[str, Any]) -> float | None:
    paired, met = _numbers(said.get("paired"), 3), _number(said.get("met"))
    if paired is None or paired[0] < _FOLLOWED or met is None or met < _HALF_MET:
        return None
    return paired[1] if paired[1] < _OWN and paired[2] < _COMMONEST else None


def _few_parted(said: Any, enough: int) -> float | None:
    paired = _numbers(said, 3)
    if paired is None or paired[0] < enough:
        return None
    return paired[1] if paired[1] <= _FEW_OWN and paired[2] < _COMMONEST else None


def _part(said: Mapping[str, Any], count: int) -> int | None:
    met, shown, passes = (_number(said.get(name)) for name in ("met", "shown", "passes"))
    if met is None or shown is None or passes is None or met < _MET:
        return None
    again = passes * count >= _REPEATED * max(1.0, shown)
    return int(shown) if again and 0 < shown < _PART * count else None


def _still(said: Any) -> float | None:
    moved = _number(said)
    return moved if moved is not None and 0 <= moved < _STILL else None


def _prepared(said: Any) -> Prepared | None:
    numbers = _numbers(said, 2)
    return (numbers[0], numbers[1]) if numbers is not None and 1e-6 < abs(numbers[0]) < 1e6 else None


def _probabilities(said: Any) -> bool | None:
    if not isinstance(said, dict) or not said:
        return None
    return "cross_entropy of probabilities" in said


def _number(said: Any) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said):
        return None
    return float(said)


def _numbers(said: Any, count: int) -> list[float] | None:
    if not isinstance(said, list) or len(said) != count:
        return None
    numbers = [found for one in said if (found := _number(one)) is not None]
    return numbers if len(numbers) == count else None
