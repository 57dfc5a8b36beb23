"""The public cases of a task with what the reference returns for them, as Python source and as JSON."""

import inspect
import math
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from grader.authoring import Call, TaskSpec
from grader.errors import TaskError
from grader.model import Frozen, Text

if TYPE_CHECKING:
    from torch import Tensor


class Example(Frozen):
    """One public case."""

    check: str
    title: Text
    entry: str
    """The function that is called."""
    arguments: Mapping[str, Any]
    """By the names of the entry's parameters, so that a call can name them all."""
    expected: Any
    """A tensor, or a tuple of tensors; floating dtypes are those of the arguments."""


def public_examples(spec: TaskSpec) -> tuple[Example, ...]:
    """Every public case in the order of the checks. Raises TaskError where the reference fails on one of them."""
    return tuple(_example(spec, check.id, check.title, call) for check in spec.checks for call in check.public)


def python_value(value: Any, column: int = 0) -> str:
    """`value` as Python source that begins in `column`; rows of a tensor stand under one another."""
    if not _is_tensor(value):
        if isinstance(value, tuple | list):
            inner = ", ".join(python_value(item, column + 1) for item in value)
            return f"({inner},)" if isinstance(value, tuple) and len(value) == 1 else f"({inner})"
        return repr(value)
    dtype = str(value.dtype)
    suffix = "" if dtype in {"torch.float32", "torch.int64", "torch.bool"} else f", dtype={dtype}"
    return f"torch.tensor({_rows(value, column + len('torch.tensor('))}{suffix})"


def json_value(value: Any) -> Any:
    """`value` as JSON: a tensor is its dtype, shape and nested lists; infinities and NaN are written as text."""
    if _is_tensor(value):
        dtype = str(value.dtype).removeprefix("torch.")
        return {"dtype": dtype, "shape": list(value.shape), "values": _numbers(value.tolist(), dtype)}
    if isinstance(value, tuple | list):
        return [json_value(item) for item in value]
    return value


def _example(spec: TaskSpec, check: str, title: Text, call: Call) -> Example:
    try:
        if call.driver is not None:
            raise ValueError("students cannot run a driver; call one of their functions, or make the case a hidden one")
        entry = call.entry or spec.entry
        arguments = inspect.signature(spec.functions[entry]).bind(*call.args, **call.kwargs).arguments
        exact = call.map(
            lambda tensor: tensor.double() if _is_tensor(tensor) and tensor.is_floating_point() else tensor
        )
        returned = spec.functions[entry](*exact.args, **exact.kwargs)
    except Exception as error:
        raise TaskError(
            f"{spec.folder / 'task.py'}: the reference fails on a public case of {check}: "
            f"{type(error).__name__}: {error}"
        ) from error
    floating = [value.dtype for value in arguments.values() if _is_tensor(value) and value.is_floating_point()]
    expected = _rounded(returned, floating[0] if floating else None)
    for value in (*arguments.values(), expected):
        if not _is_printable(value):
            raise TaskError(
                f"{spec.folder / 'task.py'}: a public case of {check} holds a {type(value).__name__}, which cannot be "
                "printed for students; use tensors, numbers and text, or make the case a hidden one."
            )
    return Example(check=check, title=title, entry=entry, arguments=arguments, expected=expected)


def _rounded(value: Any, dtype: Any) -> Any:
    """What came out of the float64 run, in the dtype of the arguments."""
    if isinstance(value, tuple | list):
        return tuple(_rounded(item, dtype) for item in value)
    return value.to(dtype) if dtype is not None and _is_tensor(value) and value.is_floating_point() else value


def _is_tensor(value: Any) -> bool:
    import torch

    return isinstance(value, torch.Tensor)


def _is_printable(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(_is_printable(item) for item in value)
    return value is None or _is_tensor(value) or isinstance(value, bool | int | float | str)


def _rows(tensor: "Tensor", column: int) -> str:
    dtype = str(tensor.dtype).removeprefix("torch.")
    return _nested(_numbers(tensor.tolist(), dtype), column)


def _nested(values: Any, column: int) -> str:
    if not isinstance(values, list):
        return _literal(values)
    if not any(isinstance(item, list) for item in values):
        return f"[{', '.join(map(_literal, values))}]"
    between = ",\n" + " " * (column + 1)
    return f"[{between.join(_nested(item, column + 1) for item in values)}]"


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("inf", "torch.inf").replace("nan", "torch.nan")
    return f"{value:.0f}." if isinstance(value, float) and value.is_integer() and abs(value) < 1e6 else repr(value)


def _numbers(values: Any, dtype: str) -> Any:
    """Nested lists with the shortest decimals that are still the same number; `inf`, `-inf`, `nan` as text."""
    if isinstance(values, list):
        return [_numbers(item, dtype) for item in values]
    if not isinstance(values, float):
        return values
    if not math.isfinite(values):
        return str(values)
    return _shortest_float32(values) if dtype == "float32" else values


def _shortest_float32(value: float) -> float:
    wanted = struct.pack("f", value)
    digits = next(digits for digits in range(1, 18) if struct.pack("f", float(f"{value:.{digits}g}")) == wanted)
    return float(f"{value:.{digits}g}")
