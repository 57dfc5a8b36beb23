"""Where a case's numbers come from: one interface for authors, seeded for grading."""

import builtins  # the method `int` hides the type inside the class
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from torch import Tensor

Option = TypeVar("Option")


class Gen:
    """Draws the numbers of one case. The same seed gives the same case, on every machine.

    All tensors are float32 unless said otherwise; shapes are given as plain integers: `g.normal(2, 3, 5, 8)`.
    """

    def __init__(self, seed: int, case: int = 0) -> None:
        import torch

        self.case = case
        """Number of this case within its check, from 0; lets a check cover its options in turn."""
        self._plain = random.Random(seed)
        self._torch = torch.Generator().manual_seed(seed)

    def int(self, low: builtins.int, high: builtins.int) -> builtins.int:
        """An integer in [low, high], both ends included."""
        return self._plain.randint(low, high)

    def bool(self) -> bool:
        """True or False."""
        return self._plain.random() < 0.5

    def choice(self, options: Sequence[Option]) -> Option:
        """One of `options`."""
        return self._plain.choice(options)

    def cycle(self, options: Sequence[Option]) -> Option:
        """`options` in turn by case number: `len(options)` cases in a row use each once, whatever the seed."""
        return options[self.case % len(options)]

    def sizes(self, low: builtins.int, high: builtins.int, count: builtins.int = 2) -> tuple[builtins.int, ...]:
        """`count` different integers in [low, high]: height and width that are never equal by accident."""
        return tuple(self._plain.sample(range(low, high + 1), count))

    def normal(self, *shape: builtins.int) -> "Tensor":
        """Standard normal numbers, float32."""
        import torch

        return torch.randn(shape, generator=self._torch)

    def uniform(self, low: float, high: float, *shape: builtins.int) -> "Tensor":
        """Uniform numbers in [low, high), float32."""
        import torch

        return torch.rand(shape, generator=self._torch) * (high - low) + low

    def integers(self, low: builtins.int, high: builtins.int, *shape: builtins.int) -> "Tensor":
        """Whole numbers in [low, high] as float32: sums of them are exact and easy to read."""
        import torch

        return torch.randint(low, high + 1, shape, generator=self._torch).float()

    def distinct(self, *shape: builtins.int, offset: builtins.int = 0) -> "Tensor":
        """Different whole numbers in random order, centred on `offset`, float32: no ties, so a maximum is unique."""
        import math

        import torch

        count = math.prod(shape)
        order = torch.randperm(count, generator=self._torch) - count // 2 + offset
        return order.reshape(shape).float()

    def ramp(self, count: builtins.int) -> "Tensor":
        """1, 2, ..., count, float32: every entry different, none zero."""
        import torch

        return torch.arange(1, count + 1).float()
