"""The other back-end of Gen: the same draws made by Hypothesis, which then looks for the smallest that still fails."""

import builtins
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from grader.authoring.gen import Gen

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject
    from torch import Tensor

Option = TypeVar("Option")
_LARGEST = 3
"""Numbers between -3 and 3: their sums can be checked in the head."""


class ShrinkingGen(Gen):
    """Draws tensors of a few simple kinds and small whole numbers, as an author's check asks for them.

    `cases` is how many cases the check has: which of them this one is is drawn as well.
    """

    def __init__(self, data: "DataObject", cases: builtins.int) -> None:
        from hypothesis import strategies

        self._data = data
        self._st = strategies
        self.case = data.draw(strategies.integers(0, max(0, cases - 1)))

    def int(self, low: builtins.int, high: builtins.int) -> builtins.int:
        """An integer in [low, high]; smaller ones are simpler."""
        return self._data.draw(self._st.integers(low, high))

    def bool(self) -> bool:
        """True or False; False is simpler."""
        return self._data.draw(self._st.booleans())

    def choice(self, options: Sequence[Option]) -> Option:
        """One of `options`; earlier ones are simpler."""
        return self._data.draw(self._st.sampled_from(list(options)))

    def sizes(self, low: builtins.int, high: builtins.int, count: builtins.int = 2) -> tuple[builtins.int, ...]:
        """`count` different integers in [low, high]."""
        left = list(range(low, high + 1))
        drawn = []
        for _ in range(count):
            drawn.append(self.choice(left))
            left.remove(drawn[-1])
        return tuple(drawn)

    def normal(self, *shape: builtins.int) -> "Tensor":
        """Whole numbers from -3 to 3, float32."""
        return self.integers(-_LARGEST, _LARGEST, *shape)

    def uniform(self, low: float, high: float, *shape: builtins.int) -> "Tensor":
        """Eighths of the way from `low` to `high`, float32."""
        return low + (high - low) / 8 * self.integers(0, 7, *shape)

    def integers(self, low: builtins.int, high: builtins.int, *shape: builtins.int) -> "Tensor":
        """Whole numbers in [low, high], float32: from the simplest on a single 1, all 1, 1 2 3 ..., any."""
        import torch

        count = math.prod(shape)
        one = min(max(1, low), high)
        numbers = torch.full((count,), float(min(max(0, low), high)))
        style = self.choice(("single", "ones", "ramp", "any"))
        if style == "single" and count:
            numbers[self.int(0, count - 1)] = one
        elif style == "ones":
            numbers[:] = one
        elif style == "ramp":
            numbers = torch.arange(count) % max(1, high - one + 1) + one
        elif count:
            numbers = torch.randint(low, high + 1, (count,), generator=self._generator())
        return numbers.reshape(shape).float()

    def distinct(self, *shape: builtins.int, offset: builtins.int = 0) -> "Tensor":
        """Different whole numbers around `offset`, float32: ascending, descending, or in any order."""
        import torch

        count = math.prod(shape)
        style = self.choice(("ascending", "descending", "any"))
        order = torch.arange(count)
        if style == "descending":
            order = order.flip(0)
        elif style == "any":
            order = torch.randperm(count, generator=self._generator())
        return (order - count // 2 + offset).reshape(shape).float()

    def _generator(self) -> Any:
        import torch

        return torch.Generator().manual_seed(self.int(0, 255))
