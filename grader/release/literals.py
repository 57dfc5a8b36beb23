"""A case's values as students read them: Python source for a cell, and JSON."""

import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy
import torch

_WIDTH = 100
_PLAIN_TENSOR = {"float32", "int64", "bool"}
_PLAIN_ARRAY = {"float64", "int64", "bool"}
"""What torch.tensor and numpy.array make of numbers by themselves."""


def python_value(value: Any, column: int = 0) -> str:
    """`value` as Python source that begins in `column`; rows of a tensor or array stand under one another."""
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, torch.Tensor):
        return _tensor(value, column)
    if isinstance(value, numpy.ndarray):
        return _array(value, column)
    if isinstance(value, Mapping):
        named = [(f"{python_value(key)}: ", item) for key, item in value.items()]
        return f"{{{_items(named, column + 1)}}}"
    if isinstance(value, tuple | list):
        inner = _items([("", item) for item in value], column + 1)
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({str(value)!r})"
    return repr(value)


def json_value(value: Any) -> Any:
    """`value` as JSON: a tensor is its dtype, shape and nested lists; infinities and NaN are written as text.

    An array is the same with `"kind": "numpy"`.
    """
    if isinstance(value, numpy.generic):
        value = value.item()
    if isinstance(value, torch.Tensor | numpy.ndarray):
        kind = {"kind": "numpy"} if isinstance(value, numpy.ndarray) else {}
        dtype = _dtype(value)
        return {**kind, "dtype": dtype, "shape": list(value.shape), "values": _numbers(value.tolist(), dtype)}
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [json_value(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def unprintable(value: Any) -> str:
    """The type of the first thing in `value` that cannot be written out; empty where all of it can."""
    if isinstance(value, Mapping):
        return next(filter(None, map(unprintable, [*value, *value.values()])), "")
    if isinstance(value, tuple | list):
        return next(filter(None, map(unprintable, value)), "")
    if isinstance(value, numpy.ndarray | numpy.generic):
        return "" if value.dtype.kind in "biuf" else f"{type(value).__name__} of {value.dtype}"
    if isinstance(value, torch.Tensor):
        return f"Tensor of {value.dtype}" if value.is_complex() or value.is_quantized else ""
    return "" if value is None or isinstance(value, bool | int | float | str) else type(value).__name__


def count_numbers(value: Any) -> int:
    """How many numbers the tensors and arrays in `value` hold."""
    if isinstance(value, Mapping):
        return sum(map(count_numbers, value.values()))
    if isinstance(value, tuple | list):
        return sum(map(count_numbers, value))
    return math.prod(value.shape) if isinstance(value, torch.Tensor | numpy.ndarray) else 1


def _items(named: list[tuple[str, Any]], column: int) -> str:
    """On one line where they fit, else one under another."""
    written = [name + python_value(item, column + len(name)) for name, item in named]
    one_line = ", ".join(written)
    if len(written) < 2 or ("\n" not in one_line and column + len(one_line) <= _WIDTH):
        return one_line
    return (",\n" + " " * column).join(written)


def _tensor(value: torch.Tensor, column: int) -> str:
    dtype = _dtype(value)
    if value.numel() == 0:
        return f"torch.zeros({tuple(value.shape)}, dtype=torch.{dtype})"
    numbers = _nested(_numbers(value.tolist(), dtype), column + len("torch.tensor("), "torch")
    return f"torch.tensor({numbers}{'' if dtype in _PLAIN_TENSOR else f', dtype=torch.{dtype}'})"


def _array(value: Any, column: int) -> str:
    dtype = _dtype(value)
    written = "bool" if dtype == "bool" else f"np.{dtype}"
    if value.size == 0:
        return f"np.zeros({value.shape}, dtype={written})"
    numbers = _nested(_numbers(value.tolist(), dtype), column + len("np.array("), "np")
    return f"np.array({numbers}{'' if dtype in _PLAIN_ARRAY else f', dtype={written}'})"


def _dtype(value: Any) -> str:
    return value.dtype.name if isinstance(value, numpy.ndarray) else str(value.dtype).removeprefix("torch.")


def _nested(values: Any, column: int, package: str) -> str:
    if not isinstance(values, list):
        return _literal(values, package)
    if not any(isinstance(item, list) for item in values):
        return f"[{', '.join(_literal(item, package) for item in values)}]"
    between = ",\n" + " " * (column + 1)
    return f"[{between.join(_nested(item, column + 1, package) for item in values)}]"


def _literal(value: Any, package: str) -> str:
    if isinstance(value, str):
        return value.replace("inf", f"{package}.inf").replace("nan", f"{package}.nan")
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
