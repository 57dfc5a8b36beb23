"""The layers of a network that learn, in the order in which the data meets them."""

import math

from grader.model.base import Frozen

Shape = tuple[int, ...]


class LayerRow(Frozen):
    """One layer."""

    name: str
    """As an attribute: `features.0`; empty for the network itself, where it holds weights of its own."""
    kind: str
    """Its class: `Conv2d`."""
    shape: Shape | None = None
    """What it puts out for one batch; None where the data does not come as far."""
    tensors: tuple[tuple[str, Shape], ...]
    """Weights and running statistics by name."""

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return sum(math.prod(shape) for name, shape in self.tensors if "running_" not in name)


class LayerTable(Frozen):
    """A student's layers beside those that should be. The student's are a claim of the student's process."""

    yours: tuple[LayerRow, ...]
    expected: tuple[LayerRow, ...]
    first_yours: int | None = None
    """Index of the first row of `yours` that should not be there; None where there is none."""
    first_expected: int | None = None
    """Index of the first row of `expected` that `yours` lacks; None where there is none."""
