"""What differs between a returned value and the expected one, as data; the sentences are made from it later."""

from typing import Any, Literal

from grader.model.base import Frozen

Cause = Literal[
    "none",
    "not_started",
    "missing_entry",
    "syntax",
    "load_failed",
    "banned",
    "needs",
    "other_form",
    "raised",
    "mismatch",
    "timeout",
    "memory",
    "output",
    "crashed",
    "out_of_time",
    "returned_nothing",
    "wrong_type",
    "wrong_length",
    "order",
    "no_data",
    "shape",
    "dtype",
    "device",
    "non_finite",
    "values",
    "no_gradient",
    "accuracy",
    "parameters",
    "epochs",
    "input_changed",
    "environment",
    "fault",
]
"""The first thing that is wrong, in the order in which a student should mend it."""


class Comparison(Frozen):
    """One case, judged."""

    cause: Cause
    """`none` where the case passes."""
    where: str = ""
    """Which part of the value: ``, `output 2`, `gradient of weight`."""
    yours: Any = None
    """What the student returned there: a shape, a dtype, a type name, a number."""
    expected: Any = None
    """What it should be."""
    index: tuple[int, ...] | None = None
    """Index of the worst element."""
    difference: float | None = None
    allowed: float | None = None
    """The allowance at that element; 0 for functions that only select."""
    wrong_elements: int = 0
    elements: int = 0
    ratio: float = 0.0
    """Worst difference over its allowance; at most 1 where the case passes."""
    notes: tuple[str, ...] = ()
    """Harmless things worth saying (`subclass`), as keys of words.py."""

    @property
    def passed(self) -> bool:
        """Whether nothing differs."""
        return self.cause == "none"
