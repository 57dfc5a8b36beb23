"""Which axis of a shape is wrong, and what that usually means."""

from collections.abc import Sequence
from math import prod

from grader.words import Words

Shape = tuple[int, ...]


def explain_shape(yours: Sequence[int], expected: Sequence[int], words: Words) -> str:
    """Both shapes by name, then the one thing that is most telling about how they differ."""
    mine, right = tuple(yours), tuple(expected)
    sentence = words.say("cause.shape", yours=shape_text(mine), expected=shape_text(right))
    clue = _axis_count(mine, right, words) if len(mine) != len(right) else _axis_lengths(mine, right, words)
    return f"{sentence} {clue}".strip()


def shape_text(shape: Sequence[int]) -> str:
    """`(2, 3, 5, 8)`, as torch and numpy print it."""
    return str(tuple(int(size) for size in shape))


def _axis_count(mine: Shape, right: Shape, words: Words) -> str:
    if not right:
        return words.say("cause.shape.should_be_scalar")
    if not mine:
        return words.say("cause.shape.scalar", axes=len(right))
    if tuple(n for n in mine if n != 1) == tuple(n for n in right if n != 1):
        return words.say("cause.shape.squeezed" if len(mine) < len(right) else "cause.shape.unsqueezed")
    if mine == right[1:]:
        return words.say("cause.shape.batch_lost", size=right[0])
    if mine[1:] == right:
        return words.say("cause.shape.axis_added", size=mine[0])
    if len(mine) < len(right) and prod(mine) == prod(right):
        return words.say("cause.shape.flattened", yours=len(mine), expected=len(right))
    return words.say("cause.shape.axes", yours=len(mine), expected=len(right))


def _axis_lengths(mine: Shape, right: Shape, words: Words) -> str:
    wrong = [axis for axis, (a, b) in enumerate(zip(mine, right, strict=True)) if a != b]
    if not wrong:
        return ""
    if any(mine[axis] == 0 for axis in wrong):
        return words.say("cause.shape.empty", axis=next(axis for axis in wrong if mine[axis] == 0))
    if sorted(mine) == sorted(right):
        if len(wrong) == 2:
            return words.say("cause.shape.transposed", first=wrong[0], second=wrong[1])
        return words.say("cause.shape.permuted")
    if len(wrong) == 1:
        return _one_axis(wrong[0], mine, right, words)
    off = {mine[axis] - right[axis] for axis in wrong}
    if off == {1}:
        return words.say("cause.shape.all_more", axes=", ".join(map(str, wrong)))
    if off == {-1}:
        return words.say("cause.shape.all_fewer", axes=", ".join(map(str, wrong)))
    each = [words.say("cause.shape.axis", axis=axis, yours=mine[axis], expected=right[axis]) for axis in wrong]
    return " ".join(each)


def _one_axis(axis: int, mine: Shape, right: Shape, words: Words) -> str:
    fields = {"axis": axis, "yours": mine[axis], "expected": right[axis]}
    sentence = words.say("cause.shape.axis", **fields)
    if axis == 0 and len(mine) == 4:
        return sentence + " " + words.say("cause.shape.is_batch")
    others = [other for other in range(2, len(mine)) if other != axis and mine[other] == mine[axis]]
    if len(mine) == 4 and axis >= 2 and others:
        return sentence + " " + words.say("cause.shape.same_as_other", axis=axis, other=others[0])
    if mine[axis] == right[axis] + 1:
        return sentence + " " + words.say("cause.shape.one_more")
    if mine[axis] == right[axis] - 1:
        return sentence + " " + words.say("cause.shape.one_fewer")
    return sentence
