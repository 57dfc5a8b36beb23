"""How much a right answer may differ from the float64 reference: derived from rounding, not guessed.

For a sum of K products the allowance is `4 (sqrt(K) + 4) u M`, with u the unit roundoff of the dtype and M the largest
value, map by map, of the same sum over absolute values. Rounding of direct, unfolded, sequential and FFT sums stays
well below it; dropping one summand is of the order M / K, far above it (Higham, Accuracy and Stability of Numerical
Algorithms, 2nd ed., chapters 3 and 4, for the sqrt(K) growth of random rounding errors).
"""

from collections.abc import Callable
from typing import Any, Literal

from grader.authoring.call import Call
from grader.model import Frozen


class Tolerance(Frozen):
    """Which bound holds for a function's output; made by one of the class methods."""

    kind: Literal["exact", "sum_of_products", "scaled", "measured"]
    fan_in: Callable[[Call], float] | None = None
    scale: Callable[[Call], Any] | None = None

    @classmethod
    def exact(cls) -> "Tolerance":
        """For functions that only select or count (max pooling, indices): no difference is allowed."""
        return cls(kind="exact")

    @classmethod
    def sum_of_products(cls, fan_in: Callable[[Call], float] | None = None) -> "Tolerance":
        """For functions that are linear in each tensor argument: M is the reference run on absolute values.

        `fan_in(call)` is K; where it is not given, the reference is run on ones, which counts the products.
        Gradients asked for by the call get their K and M from the gradients of these same two runs.
        """
        return cls(kind="sum_of_products", fan_in=fan_in)

    @classmethod
    def scaled(cls, scale: Callable[[Call], Any], fan_in: Callable[[Call], float]) -> "Tolerance":
        """For other functions: the author names M (a number or a tensor that broadcasts to the output) and K."""
        return cls(kind="scaled", scale=scale, fan_in=fan_in)

    @classmethod
    def measured(cls) -> "Tolerance":
        """For long computations (networks, normalisation, their gradients), where no bound is known in advance.

        The reference runs in the dtype of the arguments as well as in float64; what it loses there on the whole part
        (its largest difference, at least the rounding of its largest value) is multiplied by 64. Another order of
        summation loses about as much as the reference does; verify --calibrate shows the margin both ways.
        """
        return cls(kind="measured")
