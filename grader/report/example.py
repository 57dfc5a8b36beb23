"""A public case in full, as nested lists: inputs, what the student returned, what should be."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from grader.model import Foreign, Returned, TensorValue
from grader.report.printable import one_line

_MOST_NUMBERS = 4096
_MOST_ITEMS = 64
_DEPTH = 8


def show_example(call: Any, parameters: Sequence[str], returned: Returned, expected: Any) -> dict[str, Any]:
    """`{"inputs": {name: value}, "yours": ..., "expected": ...}` of JSON values; no `yours` where nothing came.

    `call` is an authoring.Call of a public case and `expected` a compare.Expected: its `outputs` have a `value` each.
    Tensors become nested lists, non-finite numbers the strings `nan`, `inf`, `-inf`; what is too large, its shape.
    """
    named = [(parameters[at] if at < len(parameters) else f"#{at + 1}", value) for at, value in enumerate(call.args)]
    example: dict[str, Any] = {"inputs": {name: _listed(value) for name, value in [*named, *call.kwargs.items()]}}
    if returned.ended == "ok":
        example["yours"] = _listed(returned.value)
    values = iter([_listed(part.value) for part in expected.outputs])
    example["expected"] = _nested(expected.structure, values)
    return example


def _nested(structure: Any, values: Iterator[Any]) -> Any:
    """The expected parts nested as the value is."""
    if isinstance(structure, dict):
        return {name: _nested(inner, values) for name, inner in structure.items()}
    if isinstance(structure, list):
        return [_nested(inner, values) for inner in structure]
    return next(values, None)


def _listed(value: Any, depth: int = 0) -> Any:
    if isinstance(value, TensorValue):
        value = value.data
    if isinstance(value, Foreign):
        return one_line(value.type_name, 80)
    if hasattr(value, "shape") and hasattr(value, "tolist"):
        count = math.prod(max(1, size) for size in value.shape)  # (2**39, 0) has no number and 2**39 lists
        return _plain(value.tolist()) if count <= _MOST_NUMBERS else f"{tuple(value.shape)}"
    if isinstance(value, dict) and depth < _DEPTH and len(value) <= _MOST_ITEMS:
        return {one_line(str(key), 80): _listed(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple) and depth < _DEPTH and len(value) <= _MOST_ITEMS:
        return [_listed(item, depth + 1) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return _plain(value)
    return one_line(value if isinstance(value, str) else type(value).__name__, 120)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, complex):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
