"""Small edits to source text, as data. They are made on bytes, so that comments and layout stay as they were."""

import itertools
from collections.abc import Iterable, Sequence

from grader.model import Frozen


class Edit(Frozen):
    """One stretch of source that is written anew."""

    start: int
    """In bytes of UTF-8, into `Target.source`."""
    end: int
    """Where the stretch ends, not included; equal to `start` where text is only put in."""
    text: str
    """What comes in its place."""


class Change(Frozen):
    """One thing to try: edits at one place that make sense together."""

    rule: str
    """The same for the same change elsewhere, on the other axis too, so that changes can be tried in groups."""
    family: str
    """One of FAMILIES: what the student is told the change is about."""
    edits: tuple[Edit, ...]
    statements: tuple[int, ...]
    """Lines of the unit, 1-based, where the changed statements begin; sorted."""


def apply(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The source with all edits made. Raises ValueError where two of them overlap or one lies outside of it.

    Texts put in at the same place come in the order given.
    """
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=_order):
        if not done <= edit.start <= edit.end <= len(source):
            raise ValueError(
                f"the edit of bytes {edit.start} to {edit.end} overlaps another or lies outside the source"
            )
        pieces += [source[done : edit.start], edit.text.encode()]
        done = edit.end
    return b"".join([*pieces, source[done:]])


def overlaps(a: Iterable[Edit], b: Iterable[Edit]) -> bool:
    """Whether edits of `a` and of `b` touch the same bytes, or put text in at the same place."""
    others = list(b)
    return any(_clash(one, other) for one in a for other in others)


def merged(changes: Sequence[Change]) -> Change | None:
    """All of one rule as one change; None where they overlap, or where there is nothing to merge."""
    if not changes:
        return None
    edits = sorted((edit for change in changes for edit in change.edits), key=_order)
    if any(_clash(one, other) for one, other in itertools.pairwise(edits)):
        return None
    lines = {line for change in changes for line in change.statements}
    return changes[0].model_copy(update={"edits": tuple(edits), "statements": tuple(sorted(lines))})


def _order(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _clash(one: Edit, other: Edit) -> bool:
    if one.start == one.end or other.start == other.end:  # text put in right before or after what is replaced is fine
        first, second = sorted((one, other), key=_order)
        return (first.start == second.start and first.end == second.end) or first.start < second.start < first.end
    return one.start < other.end and other.start < one.end
