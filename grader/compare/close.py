"""How near an answer comes to what is expected, as one number: which of two wrong ones is the better."""

import torch

from grader.compare.difference import leaves_of
from grader.compare.expected import Expected, Part
from grader.model import Returned, TensorValue

_SHAPE = 0.1
"""What the right shape alone is worth."""


def closeness(expected: Expected, returned: Returned) -> float:
    """From 0 (raised, or nothing of the kind) to 1 (every element within what is allowed, nothing else looked at)."""
    if returned.ended != "ok":
        return 0.0
    yours = leaves_of(returned.value, expected.structure)
    if yours is None:
        return 0.01
    yours = [*yours, *returned.gradients]
    parts = expected.outputs + expected.gradients
    if len(yours) != len(parts):
        return 0.01
    return 0.02 + 0.98 * sum(map(_of_part, parts, yours)) / max(1, len(parts))


def _of_part(part: Part, yours: object) -> float:
    if isinstance(part.value, torch.Tensor):
        if not isinstance(yours, TensorValue) or yours.data.shape != part.value.shape:
            return 0.0
        if not part.value.numel():
            return 1.0
        mine = yours.data.to(part.value.dtype) if part.value.dtype != yours.data.dtype else yours.data
        if part.value.dtype == torch.bool or not part.value.is_floating_point():
            right = mine == part.value
        else:
            right = ((mine - part.value).abs() <= torch.as_tensor(part.allowed)) | (mine == part.value)
            right |= torch.isnan(mine) & torch.isnan(part.value)
        return _SHAPE + (1 - _SHAPE) * float(right.double().mean())
    value = yours.data.item() if isinstance(yours, TensorValue) and yours.data.numel() == 1 else yours
    if part.value is None:
        return 1.0 if value is None or isinstance(yours, TensorValue) else 0.0
    if isinstance(part.value, int | float) and isinstance(value, int | float):
        return 1.0 if value == part.value or abs(value - part.value) <= float(part.allowed) else 0.0
    return 1.0 if value == part.value else 0.0
