"""A network's layers beside those that should be: read from what the jail says, the first difference found."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from grader.model import LayerRow, LayerTable

_MOST_ROWS = 200
_MOST_TENSORS = 12
_MOST_AXES = 8
_MOST_NUMBERS = 2**40


def read_layers(value: Any) -> tuple[LayerRow, ...] | None:
    """The rows that a `layers` driver returned, in the jail or beside the reference; None where they make no sense."""
    if not isinstance(value, list | tuple) or len(value) > _MOST_ROWS:
        return None
    rows = [_row(item) for item in value]
    return None if any(row is None for row in rows) else tuple(row for row in rows if row is not None)


def layer_table(yours: Sequence[LayerRow], expected: Sequence[LayerRow]) -> LayerTable:
    """Both side by side. Rows differ in the shape put out or in the weights; branches may come in another order."""
    surplus = Counter(map(_told, yours)) - Counter(map(_told, expected))
    missing = Counter(map(_told, expected)) - Counter(map(_told, yours))
    return LayerTable(
        yours=tuple(yours),
        expected=tuple(expected),
        first_yours=next((at for at, row in enumerate(yours) if _told(row) in surplus), None),
        first_expected=next((at for at, row in enumerate(expected) if _told(row) in missing), None),
    )


def _told(row: LayerRow) -> tuple[Any, ...]:
    """What tells layers apart; their names and classes are the student's own matter."""
    return (row.shape, tuple(sorted(shape for _, shape in row.tensors)))


def _row(item: Any) -> LayerRow | None:
    if not isinstance(item, list | tuple) or len(item) != 4:
        return None
    name, kind, shape, tensors = item
    if not isinstance(name, str) or not isinstance(kind, str) or not isinstance(tensors, list | tuple):
        return None
    if len(tensors) > _MOST_TENSORS or not (shape is None or _is_shape(shape)):
        return None
    for pair in tensors:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            return None
        if not _is_shape(pair[1]):
            return None
    return LayerRow(
        name=name[:80],
        kind=kind[:60],
        shape=None if shape is None else tuple(shape),
        tensors=tuple((key[:60], tuple(sizes)) for key, sizes in tensors),
    )


def _is_shape(value: Any) -> bool:
    sizes = isinstance(value, list | tuple) and len(value) <= _MOST_AXES
    return sizes and all(type(size) is int and 0 <= size < _MOST_NUMBERS for size in value)
