"""A public example as small tables: nested lists are cut into two-dimensional slices, differing cells are marked."""

import math
from collections.abc import Iterator
from typing import Any, Literal

from grader.model import Frozen
from grader.report.printable import one_line
from grader.words import Words

_SIDE = 12
_SLICES = 6
_SEARCHED = 24
"""Slices among which those that differ are looked for."""
_SLICES_SIDE_BY_SIDE = 3

Role = Literal["input", "yours", "expected", "difference"]


class Cell(Frozen):
    """One number of a table."""

    text: str
    differs: bool = False


class Block(Frozen):
    """One two-dimensional slice of a tensor, or, without rows, a value that is no table."""

    role: Role
    caption: str
    rows: tuple[tuple[Cell, ...], ...] = ()
    numbers: tuple[tuple[float, ...], ...] = ()
    """The same as numbers, for the picture."""
    text: str = ""


class Group(Frozen):
    """Blocks that stand side by side."""

    title: str = ""
    blocks: tuple[Block, ...]


class Example(Frozen):
    """A case in full, ready to be drawn."""

    plain: str
    """The plain arguments: `stride=2, padding=1`."""
    groups: tuple[Group, ...]
    differs: bool
    cut: bool
    """Whether something large is shown in part."""


def lay_out(example: dict[str, Any], words: Words) -> Example:
    """Tables for `{"inputs": {name: value}, "yours": ..., "expected": ...}`; values are nested lists or plain.

    A list whose parts have different shapes is taken for several outputs. Never raises: what is no table is text.
    """
    inputs = example.get("inputs")
    inputs = {one_line(str(name), 60): value for name, value in inputs.items()} if isinstance(inputs, dict) else {}
    plain = [f"{name}={one_line(repr(value), 60)}" for name, value in inputs.items() if _is_plain(value)]
    tensors = {name: value for name, value in inputs.items() if not _is_plain(value)}
    blocks = [block for name, value in tensors.items() for block in _blocks("input", name, value, None)]
    groups = [Group(blocks=tuple(blocks))] if blocks else []
    left_out = False
    for part, yours, expected in _parts(example):
        title = words.say("report.example.output", number=part) if part else ""
        right = words.say("report.expected")
        mine = [*_blocks("yours", words.say("report.yours"), yours, expected)] if "yours" in example else []
        theirs = [*_blocks("expected", right, expected, yours)] if "expected" in example else []
        difference = [*_difference(words.say("report.difference"), yours, expected)]
        if not any(difference) or len(mine) != len(theirs):
            groups.append(Group(title=title, blocks=(*mine[:_SLICES], *theirs[:_SLICES])))
            continue
        # slice by slice, what differs only: yours, what should be and the difference stand side by side
        differing = [blocks for blocks in zip(mine, theirs, difference, strict=True) if blocks[2]]
        for side_by_side in differing[:_SLICES_SIDE_BY_SIDE]:
            groups.append(Group(title=title, blocks=tuple(block for block in side_by_side if block)))
            title = ""
        left_out |= len(differing[:_SLICES_SIDE_BY_SIDE]) < len(mine)
    values = [*tensors.values(), example.get("yours"), example.get("expected")]
    return Example(
        plain=", ".join(plain),
        groups=tuple(group for group in groups if group.blocks),
        differs=any(cell.differs for group in groups for block in group.blocks for row in block.rows for cell in row),
        cut=left_out or any(_is_cut(value) for value in values),
    )


def shape_of(value: Any, depth: int = 0) -> tuple[int, ...] | None:
    """The shape of regular nested lists; `()` for a number; None for anything else."""
    if isinstance(value, bool) or value is None or depth > 16:
        return None
    if isinstance(value, int) and abs(value) > 10**300:  # no float holds it
        return None
    if isinstance(value, int | float) or (isinstance(value, str) and value in ("nan", "inf", "-inf")):
        return ()
    if not isinstance(value, list | tuple):
        return None
    inner = {shape_of(item, depth + 1) for item in value}
    if not inner:
        return (0,)
    first = next(iter(inner))
    return None if len(inner) > 1 or first is None else (len(value), *first)


def _is_plain(value: Any) -> bool:
    """Numbers, text, None, and pairs of whole numbers such as `padding=(1, 0)`."""
    shape = shape_of(value)
    return not shape or (shape in ((1,), (2,), (3,)) and all(isinstance(size, int) for size in value))


def _parts(example: dict[str, Any]) -> Iterator[tuple[int | str, Any, Any]]:
    """(number from 1 or name, yours, expected) for several outputs; number 0 where there is one."""
    yours, expected = example.get("yours"), example.get("expected")
    if isinstance(expected, dict):
        named = yours if isinstance(yours, dict) else {}
        yield from ((one_line(str(name), 60), named.get(name), right) for name, right in expected.items())
        return
    if not (isinstance(expected, list | tuple) and shape_of(expected) is None):
        yield 0, yours, expected
        return
    mine = yours if isinstance(yours, list | tuple) else []
    for at, right in enumerate(expected):
        yield at + 1, mine[at] if at < len(mine) else None, right


def _blocks(role: Role, name: str, value: Any, other: Any) -> Iterator[Block]:
    shape = shape_of(value)
    if shape is None or shape == () or 0 in shape:
        text = _number(value) if shape == () else one_line("-" if value is None else str(value), 300)
        yield Block(role=role, caption=name, text=text)
        return
    against = other if shape_of(other) == shape else None
    slack = _slack(value if role == "expected" else other) if against is not None else 0.0
    for at, rows, others in list(_slices(value, against, len(shape)))[: _SLICES if role == "input" else _SEARCHED]:
        single = all(size == 1 for size in shape[:-2])
        yield Block(
            role=role,
            caption=name if single else f"{name} [{', '.join(map(str, at))}]",
            rows=tuple(
                tuple(
                    Cell(text=_number(number), differs=others is not None and _differs(number, others[i][j], slack))
                    for j, number in enumerate(row[:_SIDE])
                )
                for i, row in enumerate(rows[:_SIDE])
            ),
            numbers=tuple(tuple(float(number) for number in row[:_SIDE]) for row in rows[:_SIDE]),
        )


def _difference(name: str, yours: Any, expected: Any) -> Iterator[Block | None]:
    """Yours minus should be for each slice, None where it does not differ; nothing where the shapes differ."""
    shape = shape_of(expected)
    if not shape or shape != shape_of(yours) or 0 in shape:
        return
    slack = _slack(expected)
    for at, rows, others in list(_slices(yours, expected, len(shape)))[:_SEARCHED]:
        assert others is not None
        pairs = [list(zip(row[:_SIDE], right[:_SIDE], strict=True)) for row, right in zip(rows, others, strict=True)]
        pairs = pairs[:_SIDE]
        if not any(_differs(mine, right, slack) for row in pairs for mine, right in row):
            yield None
        else:
            single = all(size == 1 for size in shape[:-2])
            yield Block(
                role="difference",
                caption=name if single else f"{name} [{', '.join(map(str, at))}]",
                numbers=tuple(
                    tuple(float(mine) - float(right) if _differs(mine, right, slack) else 0.0 for mine, right in row)
                    for row in pairs
                ),
            )


def _slices(value: Any, other: Any, axes: int) -> Iterator[tuple[tuple[int, ...], list[Any], list[Any] | None]]:
    if axes == 1:
        yield (), [value], None if other is None else [other]
    elif axes == 2:
        yield (), value, other
    else:
        for at, item in enumerate(value):
            for inner, rows, others in _slices(item, None if other is None else other[at], axes - 1):
                yield (at, *inner), rows, others


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
    else:
        yield float(value)


def _slack(expected: Any) -> float:
    """Differences that are not worth marking: one ten-thousandth of the largest number that should be there."""
    finite = [abs(number) for number in _numbers(expected) if math.isfinite(number)]
    return 1e-4 * max(finite, default=0.0)


def _differs(number: Any, other: Any, slack: float) -> bool:
    mine, right = float(number), float(other)
    if not (math.isfinite(mine) and math.isfinite(right)):
        return str(mine) != str(right)
    return abs(mine - right) > slack


def _number(value: Any) -> str:
    number = float(value)
    if not math.isfinite(number):
        return str(number)
    return str(int(number)) if number == int(number) and abs(number) < 1e6 else f"{number:.4g}"


def _is_cut(value: Any) -> bool:
    shape = shape_of(value)
    if not shape:
        return False
    return any(size > _SIDE for size in shape[-2:]) or math.prod(shape[:-2]) > _SLICES
