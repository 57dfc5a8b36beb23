"""Rows and columns as twins: what stands for the one axis is written for the other, as it stands there."""

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import axis_of, both_axes, twins
from grader.repair.operators.places import around, at_most, called, change, instead
from grader.repair.target import Target

_FURTHEST = 6
_INDICES = {"0": "1", "1": "0", "2": "3", "3": "2", "-1": "-2", "-2": "-1"}


@lru_cache(maxsize=64)
def partners(target: Target) -> dict[str, str]:
    """The other axis's name for the same thing: by its spelling, or because both are unpacked side by side."""
    found: dict[str, str] = {}
    for node in target.nodes:
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store) and len(node.elts) in (2, 4):
            names = [one.id for one in node.elts[-2:] if isinstance(one, ast.Name)]
            if len(names) == 2 and not set(names) & set(found):
                found |= {names[0]: names[1], names[1]: names[0]}
    for name in target.locals:
        for other in twins(target, name)[:1]:
            found.setdefault(name, other)
    return found


def mirror(target: Target, node: ast.AST) -> str:
    """The expression for the other axis; empty where it names none."""
    start, end = target.span(node)
    if b"\n" in target.source[start:end]:
        return ""
    edits = [edit for one in target.inside(node) if (edit := _other_axis(target, one)) is not None]
    if not edits:
        return ""
    text = target.source[start:end]
    for edit in sorted(edits, key=lambda one: -one.start):
        text = text[: edit.start - start] + edit.text.encode() + text[edit.end - start :]
    return text.decode()


def _other_axis(target: Target, node: ast.AST) -> Edit | None:
    if isinstance(node, ast.Name):
        other = partners(target).get(node.id)
        return instead(target, node, other) if other is not None else None
    place: ast.AST | None = None
    if isinstance(node, ast.Subscript):
        place = node.slice
    elif called(node) in ("size", "unfold", "cumsum", "select", "narrow") and isinstance(node, ast.Call) and node.args:
        place = node.args[0]
    if isinstance(place, ast.Constant | ast.UnaryOp):
        written = target.text(place).replace(" ", "")
        return instead(target, place, _INDICES[written]) if written in _INDICES else None
    return None


@at_most(40)
def mirrored(target: Target) -> Iterator[Change]:
    """`y1 = y0 + (n - 1) * s0 + 1; x1 = x0 + m` -> the second like the first, or the other way round."""
    for first, second in _twin_statements(target):
        yield from _alike(target, first, second, "statement")
    loops = [one for one in target.nodes if isinstance(one, ast.For) and isinstance(one.target, ast.Name)]
    for outer, inner in pairwise(loops):
        if partners(target).get(outer.target.id) == inner.target.id:  # type: ignore[attr-defined]
            yield from _alike(target, outer.iter, inner.iter, "loop")
    for node in target.nodes:
        for one, other in pairwise(_listed(node)):
            if type(one) is type(other) and not isinstance(one, ast.Name | ast.Constant | ast.Starred):
                yield from _alike(target, one, other, "element")


def _alike(target: Target, one: ast.AST, other: ast.AST, where: str) -> Iterator[Change]:
    for source, place in ((one, other), (other, one)):
        text = mirror(target, source)
        if text and text != target.text(place) and _own_calls(target, place) <= _own_calls(target, source):
            edit = instead(target, place, text)
            yield change(target, f"mirror:{where}:{edit.start}", "axes_swapped", edit, at=place)


def _own_calls(target: Target, node: ast.AST) -> set[str]:
    """The student's own functions that are called: what is wrong may stand in them, so they are not written away."""
    return {called(one) for one in target.inside(node) if called(one) in target.others}


def _twin_statements(target: Target) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What is assigned to two names that are partners, a few lines apart."""
    for block in _blocks(target):
        assigned = [
            one
            for one in block
            if isinstance(one, ast.Assign | ast.AugAssign)
            and isinstance(_into(one), ast.Name)
            and one in target.parents
        ]
        for at, one in enumerate(assigned):
            for other in assigned[at + 1 : at + _FURTHEST]:
                if partners(target).get(_into(one).id) == _into(other).id:  # type: ignore[attr-defined]
                    yield one.value, other.value
                    break


def _blocks(target: Target) -> Iterator[list[ast.stmt]]:
    for node in target.nodes:
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield [one for one in block if isinstance(one, ast.stmt)]


def _into(statement: ast.Assign | ast.AugAssign) -> ast.expr:
    return statement.targets[0] if isinstance(statement, ast.Assign) else statement.target


def _listed(node: ast.AST) -> Sequence[ast.expr]:
    if isinstance(node, ast.Tuple | ast.List) and not isinstance(node.ctx, ast.Store):
        return node.elts
    return node.args if isinstance(node, ast.Call) else ()


@at_most(30)
def indices_exchanged(target: Target) -> Iterator[Change]:
    """`i * s[1], j * s[0]` -> `i * s[0], j * s[1]`, in one statement or in two that are twins."""
    statements = [one for one in target.nodes if isinstance(one, ast.Assign | ast.Return | ast.AugAssign)]
    groups: list[list[ast.AST]] = [[one] for one in statements]
    groups += [[one, other] for one, other in _twin_statements(target)]
    for group in groups:
        held: dict[str, list[tuple[ast.AST, str]]] = {}
        for node in [below for one in group for below in islice(target.inside(one), 120)]:
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in (0, 1):
                new = "1" if node.slice.value == 0 else "0"
                held.setdefault(target.text(node.value), []).append((node.slice, new))
        for places in held.values():
            if len({new for _, new in places}) == 2:
                edits = [instead(target, place, new) for place, new in places]
                yield change(target, "exchange:indices", "axes_swapped", *edits, at=tuple(place for place, _ in places))
    yield from _names_exchanged(target)


def _names_exchanged(target: Target) -> Iterator[Change]:
    """`y = i * sx; x = j * sy` -> `y = i * sy; x = j * sx`: a pair of names in two lines that are twins."""
    for first, second in _twin_statements(target):
        reads = [
            one
            for value in (first, second)
            for one in target.inside(value)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
        ]
        for name in dict.fromkeys(one.id for one in reads):
            other = partners(target).get(name)
            both = [one for one in reads if one.id in (name, other)]
            if other is not None and len({one.id for one in both}) == 2 and axis_of(name) != "w":
                edits = [instead(target, one, other if one.id == name else name) for one in both]
                yield change(target, "exchange:names", "axes_swapped", *edits, at=tuple(both))


@at_most(60)
def both_reckoned(target: Target) -> Iterator[Change]:
    """`y = i; x = j` -> `y = i * sh; x = j * sw`: what two twin lines lack, each with the number of its own axis."""
    for wanted, family in (("stride", "window"), ("dilation", "dilation"), ("padding", "padding")):
        pair = both_axes(target, wanted)
        for first, second in _twin_statements(target) if pair is not None else ():
            assert pair is not None
            texts = target.text(first), target.text(second)
            if pair[0] in texts[0] or pair[1] in texts[1]:
                continue
            for sign in "-+" if wanted == "padding" else "":
                edits = [
                    edit
                    for value, number in zip((first, second), pair, strict=True)
                    for edit in around(target, value, "(", f" {sign} {number})")
                ]
                yield change(target, f"both:{sign}{wanted}", family, *edits, at=(first, second))
            reads = [_reads(target, value) for value in (first, second)]
            for one, other in zip(*reads, strict=False) if wanted != "padding" else ():
                edits = [
                    instead(target, one, f"({one.id} * {pair[0]})"),
                    instead(target, other, f"({other.id} * {pair[1]})"),
                ]
                yield change(target, f"both:*{wanted}", family, *edits, at=(first, second))


def _reads(target: Target, value: ast.expr) -> list[ast.Name]:
    return [one for one in target.inside(value) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Store)]


@at_most(16)
def exchanged_places(target: Target) -> Iterator[Change]:
    """`out[to] = x[from]` -> `out[from] = x[to]`; two neighbouring arguments of a function of the student's own."""
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            into, value = node.targets[0], node.value
            if isinstance(value, ast.Subscript) and target.text(into.slice) != target.text(value.slice):
                edits = (
                    instead(target, into.slice, target.text(value.slice)),
                    instead(target, value.slice, target.text(into.slice)),
                )
                yield change(target, "exchange:places", "order", *edits, at=node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in target.others:
            for at, (one, other) in enumerate(pairwise(node.args)):
                first, second = target.text(one), target.text(other)
                if first != second and not isinstance(one, ast.Starred) and not isinstance(other, ast.Starred):
                    edits = instead(target, one, second), instead(target, other, first)
                    yield change(target, f"exchange:arguments:{node.func.id}:{at}", "order", *edits, at=node)
