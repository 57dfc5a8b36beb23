"""What should come out of one call, and how much a right answer may differ from it."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy
import torch

from grader.authoring import Call, Tolerance
from grader.errors import TaskError

UNIT_ROUNDOFF = {torch.float16: 2.0**-11, torch.bfloat16: 2.0**-8, torch.float32: 2.0**-24, torch.float64: 2.0**-53}
_MOST_PARTS = 500


class Part:
    """One tensor or number of the expected value, with its allowance."""

    def __init__(
        self, where: str, value: Any, dtype: torch.dtype | None, allowed: Any = 0.0, *, array: bool = False
    ) -> None:
        self.where = where
        """``, `output 2` or `gradient of weight`."""
        self.value = value
        """float64, int64 or bool tensor; or a bool, int, float, str or None."""
        self.dtype = dtype
        """What a tensor should have; None for numbers."""
        self.allowed = allowed
        """Broadcasts to the value; 0 where nothing is allowed."""
        self.array = array
        """Whether it is to be a numpy array rather than a tensor."""


class Expected:
    """The expected value of one call: how it is nested, and its parts in order (outputs, then gradients)."""

    def __init__(
        self, structure: Any, outputs: list[Part], gradients: list[Part], changed: tuple[str, ...] = ()
    ) -> None:
        self.structure = structure
        self.outputs = outputs
        self.gradients = gradients
        self.changed = changed
        """Arguments that the function changed in place, by name."""


def expect(
    function: Callable[..., Any], call: Call, tolerance: Tolerance, parameters: Sequence[str], *, rounding: bool = True
) -> Expected:
    """Runs `function` in float64 on the call's arguments and derives the allowance of every part.

    With `rounding=False` no allowance is derived: for known mistakes, whose agreement is judged by the reference's.
    Raises whatever `function` raises.
    """
    dtype = _float_dtype(call)
    changed: list[str] = []
    value, gradients = run(function, call.map(_to_double), parameters, changed)
    outputs = [Part(where, leaf, _expected_dtype(leaf, dtype), array=array) for where, leaf, array in leaves(value)]
    wanted = [Part(f"gradient of {name}", gradient, dtype) for name, gradient in zip(call.wrt, gradients, strict=True)]
    if rounding:
        _allow(function, call, tolerance, parameters, dtype, outputs, wanted)
        if not all(bool(torch.isfinite(torch.as_tensor(part.allowed)).all()) for part in outputs + wanted):
            raise TaskError("an allowance is not finite: a case of this check holds numbers too large to be judged")
    return Expected(_structure(value), outputs, wanted, tuple(changed))


def run(
    function: Callable[..., Any], call: Call, parameters: Sequence[str], changed: list[str] | None = None
) -> tuple[Any, list[Any]]:
    """The function's value on copies of the call's arguments, and the gradients that the call asks for.

    Names of arguments that it changed in place are added to `changed`.
    """
    before = call.named(tuple(parameters))
    call = call.map(lambda tensor: tensor.clone() if isinstance(tensor, torch.Tensor) else tensor.copy())
    named = call.named(tuple(parameters))
    inputs = [named[name] for name in call.wrt]
    for tensor in inputs:
        tensor.requires_grad_()
    value = function(*call.args, **call.kwargs)
    if changed is not None:
        changed += [name for name, now in named.items() if not _same(now, before[name])]
    if not inputs:
        return value, []
    output = value[0] if isinstance(value, tuple | list) and value else value
    if not isinstance(output, torch.Tensor) or not output.requires_grad:
        return value, [None] * len(inputs)
    if call.cotangent is None or call.cotangent.shape != output.shape:
        return value, [None] * len(inputs)  # a known mistake with another shape; the reference's shape was foreseen
    # as a scalar's gradient: autograd.grad with grad_outputs imports sympy, half a second in every cold start
    scalar = (output * call.cotangent.to(output.dtype)).sum()
    return value, list(torch.autograd.grad(scalar, inputs, allow_unused=True))


def _same(now: Any, before: Any) -> bool:
    """Whether a tensor or array is as it was; other arguments are the author's to watch."""
    if isinstance(now, numpy.ndarray):
        return now.shape == before.shape and bool(numpy.array_equal(now, before))
    if isinstance(now, torch.Tensor):
        return now.shape == before.shape and torch.equal(now.detach(), before)
    return True


def leaves(value: Any, where: str = "") -> list[tuple[str, Any, bool]]:
    """(name, value, whether it was a numpy array) of the tensors and numbers of a value.

    Tensors are detached, arrays become tensors, floats are float64.
    """
    if isinstance(value, tuple | list | dict):
        named = value.items() if isinstance(value, dict) else enumerate(value, 1)
        found = []
        for name, item in named:
            found += leaves(item, f"{where}.{name}" if where else f"output {name}")
        if len(found) > _MOST_PARTS:
            raise TaskError(f"a value of more than {_MOST_PARTS} parts cannot be compared; return fewer, or join them")
        return found
    array = isinstance(value, numpy.ndarray)
    if array or isinstance(value, numpy.generic):
        value = torch.from_numpy(numpy.array(value, order="C")) if array else value.item()
    if isinstance(value, torch.Tensor):
        value = value.detach()
        value = value.double() if value.is_floating_point() else value
    return [(where, value, array)]


def _structure(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_structure(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _structure(item) for key, item in value.items()}
    return None


def _allow(
    function: Callable[..., Any],
    call: Call,
    tolerance: Tolerance,
    parameters: Sequence[str],
    dtype: torch.dtype,
    outputs: list[Part],
    gradients: list[Part],
) -> None:
    if tolerance.kind == "exact":
        return
    unit = UNIT_ROUNDOFF[dtype]
    if tolerance.kind == "measured":
        value, lost = run(function, call, parameters)
        for part, rough in zip(outputs + gradients, [leaf for _, leaf, _ in leaves(value)] + lost, strict=True):
            if _inexact(part.value) and rough is not None:
                part.allowed = _measured(part.value, rough, unit)
        return
    if tolerance.kind == "scaled":
        assert tolerance.scale is not None and tolerance.fan_in is not None
        bound = 4 * (math.sqrt(tolerance.fan_in(call)) + 4) * unit
        scale = tolerance.scale(call)
        for part in outputs + gradients:
            if _inexact(part.value):
                part.allowed = bound * (scale.double() if isinstance(scale, torch.Tensor) else float(scale))
        return
    # Linear in every tensor: on absolute values it gives M, on ones the number of products K, gradients likewise.
    magnitude, magnitude_gradients = run(function, call.map(lambda t: abs(_to_double(t))), parameters)
    counted, counted_gradients = run(function, call.map(_ones), parameters)
    sizes = [leaf for _, leaf, _ in leaves(magnitude)] + magnitude_gradients
    counts = [leaf for _, leaf, _ in leaves(counted)] + counted_gradients
    given = None if tolerance.fan_in is None else tolerance.fan_in(call)
    for number, part in enumerate(outputs + gradients):
        if not _inexact(part.value) or sizes[number] is None:
            continue
        fan_in = given if given is not None and number < len(outputs) else float(counts[number].max())
        part.allowed = 4 * (math.sqrt(max(1.0, fan_in)) + 4) * unit * _map_maximum(sizes[number].abs())


_LOST_MORE = 64.0
"""How many times more than the reference another honest solution may lose."""


def _measured(exact: Any, rough: Any, unit: float) -> float:
    """One number for the whole part: its rounding in the reference, at least that of its largest value."""
    exact, rough = torch.as_tensor(exact, dtype=torch.float64), torch.as_tensor(rough, dtype=torch.float64)
    if exact.numel() == 0:
        return 0.0
    lost = float((exact - rough).abs().nan_to_num(0.0, 0.0, 0.0).max())
    largest = float(exact.abs().nan_to_num(0.0, 0.0, 0.0).max())
    return _LOST_MORE * max(lost, unit * largest)


def _map_maximum(magnitude: torch.Tensor) -> torch.Tensor:
    """The largest value of each map, (..., H, W) -> (..., 1, 1): an element-wise bound would fail FFT."""
    if magnitude.dim() < 2 or magnitude.numel() == 0:
        return magnitude.max() if magnitude.numel() else magnitude.sum()
    return magnitude.amax(dim=(-2, -1), keepdim=True)


def _inexact(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, torch.Tensor) and value.is_floating_point())


def _to_double(tensor: Any) -> Any:
    """float64 where it is a floating tensor or array; others as they are."""
    if isinstance(tensor, torch.Tensor):
        return tensor.double() if tensor.is_floating_point() else tensor
    return tensor.astype(numpy.float64) if tensor.dtype.kind == "f" else tensor


def _ones(tensor: Any) -> Any:
    double = _to_double(tensor)
    return torch.ones_like(double) if isinstance(double, torch.Tensor) else numpy.ones_like(double)


def _float_dtype(call: Call) -> torch.dtype:
    """The floating dtype of the inputs, float32 where there is none."""
    found: list[torch.dtype] = []

    def note(value: Any) -> Any:
        dtype = value.dtype if isinstance(value, torch.Tensor) else torch.as_tensor(value).dtype
        if dtype.is_floating_point:
            found.append(dtype)
        return value

    call.map(note)
    return found[0] if found else torch.float32


def _expected_dtype(leaf: Any, dtype: torch.dtype) -> torch.dtype | None:
    if not isinstance(leaf, torch.Tensor):
        return None
    return dtype if leaf.is_floating_point() else leaf.dtype
