"""Pictures changed on purpose: what a network makes of them tells how it was trained, and what it can be."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch

from grader.compare.claimed import Prepared, prepared_alike
from grader.compare.learned import Answers

PREPARATIONS: Mapping[str, Any] = {
    "scaled": lambda x: x * 255,
    "sixteen": lambda x: x * 16,
    "divided": lambda x: x / 255,
    "centred": lambda x: 2 * x - 1,
    "standard": lambda x: (x - x.mean()) / x.std(),
    "inverted": lambda x: 1 - x,
    "transposed": lambda x: x.transpose(2, 3).contiguous() if x.shape[2] == x.shape[3] else x,
}
"""Ways in which pictures are prepared in training and then forgotten; each is a sentence `fit.symptom.normalised.*`."""
_AFFINE = 1e-4
_SAME_PREPARATION = 0.02
_CENTRED = 0.15
_NAMED: Mapping[str, Prepared] = {
    "scaled": (255, 0),
    "sixteen": (16, 0),
    "divided": (1 / 255, 0),
    "centred": (2, -1),
    "inverted": (-1, 1),
}


def as_in_training(training: Prepared, asked: Prepared, some: torch.Tensor) -> tuple[str, Any] | None:
    """What turns pictures as `some` into what the network was trained on, though it is asked otherwise; None where it
    is not."""
    if prepared_alike(training, asked):
        return None
    factor, added = training[0] / asked[0], (training[1] - asked[1]) / asked[0]
    for how, (scale, offset) in _NAMED.items():
        near = _SAME_PREPARATION * abs(scale)
        if abs(factor - scale) < near and abs(added - offset) < max(near, _SAME_PREPARATION):
            return how, PREPARATIONS[how]
    changed = factor * some + added
    standard = abs(float(changed.mean())) < _CENTRED and abs(float(changed.std()) - 1) < _CENTRED
    return "standard" if standard else "trained", lambda x: factor * x + added


def ways(
    training: Prepared | None, asked: Prepared | None, some: torch.Tensor
) -> Iterable[tuple[str, Callable[[torch.Tensor], torch.Tensor]]]:
    """Other preparations that are worth a try: all, where it is not known how pictures are prepared."""
    if training is None or asked is None:
        return PREPARATIONS.items()
    known = as_in_training(training, asked, some)
    return () if known is None else (known,)


def midway(x: torch.Tensor) -> torch.Tensor:
    """Half of each picture mixed with half of the next one: see `is_affine`."""
    return (x + x.roll(1, 0)) / 2


def is_affine(ends: Answers, middles: Answers) -> bool:
    """Whether what lies midway between two pictures is answered by what lies midway between their answers.

    That holds for sums of weighted pixels and for nothing with an activation, or a maximum, in it.
    """
    if ends.logits is None or middles.logits is None or not (ends.finite and middles.finite):
        return False
    spread = float((ends.logits - ends.logits.mean(0)).abs().max())
    if spread == 0:
        return False
    apart = (middles.logits - (ends.logits + ends.logits.roll(1, 0)) / 2).abs().max()
    return float(apart) < _AFFINE * max(spread, 1e-3 * float(ends.logits.abs().max()))
