"""Where a part of a picture begins, in which order numbers lie: slices, indices turned round, axes split and moved."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import axis_here, for_axis, plain, spelled_axis
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    bare,
    called,
    change,
    expressions,
    instead,
    put,
    ranked,
    role,
    spellings,
)
from grader.repair.target import Target

_BORDER = re.compile(r"^(?:top|left|up|down|right|off(?:set)?_?|shift_?|lo|before)")


@at_most(30)
def slices_shifted(target: Target) -> Iterator[Change]:
    """`[:H, :W]` -> `[p:p + H, p:p + W]`, what lies inside of a border; also the other way round."""
    for node in target.nodes:
        if not isinstance(node, ast.Subscript):
            continue
        slices = [one for one in target.inside(node.slice, 30) if isinstance(one, ast.Slice)]
        ends = [one for one in slices if one.lower is None and one.step is None and _is_size(one.upper)]
        for at in range(3):
            edits = [edit for one in ends for edit in _shifted(target, one, at)]
            if edits:
                yield change(target, ranked("slice:shifted", at), "padding", *edits, at=node)
        for one in slices:
            if one.lower is not None and isinstance(one.upper, ast.BinOp) and isinstance(one.upper.op, ast.Add):
                sides = {target.text(one.upper.left): one.upper.right, target.text(one.upper.right): one.upper.left}
                rest = sides.get(target.text(one.lower))
                if rest is not None:
                    yield put(target, one, f":{target.text(rest)}", "slice:from0", "padding")


def _is_size(node: ast.expr | None) -> bool:
    return node is not None and not isinstance(node, ast.UnaryOp | ast.Constant)


def _shifted(target: Target, node: ast.Slice, at: int) -> list[Edit]:
    """One slice from the border on, in the words of this axis."""
    assert node.upper is not None
    axis = axis_here(target, node)
    named = [one for one in target.locals if _BORDER.search(one)]
    words = [one for one in named if re.search("^(?:top|up|down)" if axis == "h" else "^(?:left|right)", one)]
    borders = [*for_axis(target, "padding", node), *(words if axis else named)]
    if len(borders) <= at:
        return []
    border = borders[at]
    return [instead(target, node, f"{border}:{border} + {atom(target, node.upper)}")]


@at_most(30)
def indices_turned(target: Target) -> Iterator[Change]:
    """`w[K - 1 - k]` -> `w[k]` and back: a kernel read from its end."""
    for node in target.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and isinstance(node.right, ast.Name):
            left = node.left
            if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Sub) and target.text(left.right) == "1":
                yield put(target, node, node.right.id, "index:forward", "kernel")
    limits = _limits(target)
    for node in target.nodes:
        if isinstance(node, ast.Name) and node.id in limits and isinstance(node.ctx, ast.Load):
            above = target.parents[node]
            if isinstance(above, ast.Tuple) and isinstance(target.parents[above], ast.Subscript):
                yield put(target, node, f"{limits[node.id]} - 1 - {node.id}", "index:backward", "kernel")


def _limits(target: Target) -> dict[str, str]:
    """What loops count with that run over a kernel, and how far."""
    found: dict[str, str] = {}
    for node in target.nodes:
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and isinstance(node.iter, ast.Call):
            given = node.iter.args
            if called(node.iter) == "range" and len(given) == 1 and role(target.text(given[0])) == "kernel":
                found[node.target.id] = atom(target, given[0])
    return found


@at_most(20)
def repeats(target: Target) -> Iterator[Change]:
    """Repeated as a whole or element by element: `repeat` <-> `repeat_interleave`, `np.tile` <-> `np.repeat`."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, target.text(node.func.value)
            numpy = owner in ("np", "numpy")
            others = {"repeat": "tile" if numpy else "repeat_interleave", "repeat_interleave": "repeat"}
            others |= {"tile": "repeat" if numpy else "repeat_interleave"}
            if name in others:
                end = target.span(node.func)[1]
                edit = Edit(start=end - len(name), end=end, text=others[name])
                yield change(target, f"repeat:{others[name]}", "order", edit, at=node)


@at_most(30)
def pairs_of_one(target: Target) -> Iterator[Change]:
    """`(stride, 1)` -> `(stride, stride)`: one number for both axes."""
    for node in expressions(target):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and not isinstance(target.parents[node], ast.Subscript):
            one, other = node.elts
            if not isinstance(one, ast.Starred) and not isinstance(other, ast.Starred):
                first, second = target.text(one), target.text(other)
                if first != second and isinstance(target.parents[node], ast.Call | ast.keyword | ast.IfExp):
                    for old, new in ((other, first), (one, second)):
                        if not isinstance(old, ast.Tuple) and "(" not in new:
                            yield put(target, old, new, f"pair_of:{new}", "kernel")


@at_most(60)
def moved_axes(target: Target) -> Iterator[Change]:
    """One axis of a permute at another place; `(kh, H // kh)` for `(H // kh, kh)` with the axes named accordingly."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) in ("permute", "transpose") and len(_axes(node)) > 3:
            axes = _axes(node)
            written = [target.text(one) for one in axes]
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
                yield from _split_otherwise(target, node, node.func.value, axes)
            start, end = target.span(axes[0])[0], target.span(axes[-1])[1]
            seen = {tuple(written)}
            orders = []
            for at in range(len(written)):
                for to in range(len(written)):
                    rest = written[:at] + written[at + 1 :]
                    orders.append((*rest[:to], written[at], *rest[to:]))
            for size in (2, 3):  # several neighbours together
                for at in range(len(written) - size + 1):
                    rest = written[:at] + written[at + size :]
                    orders += [(*rest[:to], *written[at : at + size], *rest[to:]) for to in range(len(rest) + 1)]
            for order in orders:
                if order not in seen:
                    seen.add(order)
                    edit = Edit(start=start, end=end, text=", ".join(order))
                    yield change(target, f"axes:{','.join(order)}", "order", edit, at=node)


_MOST_AXES = 8
"""No tensor of a course has more; the orders of many would fill the memory."""


def _axes(node: ast.Call) -> list[ast.expr]:
    given = node.args
    if given and isinstance(given[-1], ast.Tuple | ast.List):
        given = given[-1].elts
    if len(given) > _MOST_AXES or not all(isinstance(one, ast.Constant | ast.UnaryOp) for one in given):
        return []
    return list(given)


def _split_otherwise(target: Target, node: ast.Call, inner: ast.Call, axes: list[ast.expr]) -> Iterator[Change]:
    """`x.reshape(N, C, k, H // k).permute(...)` with pairs exchanged in both: the picture stays the same."""
    if called(inner) not in ("reshape", "view"):
        return
    given = inner.args[0].elts if len(inner.args) == 1 and isinstance(inner.args[0], ast.Tuple) else inner.args
    offset = 1 if len(given) == len(axes) + 1 else 0
    sizes = given[offset:]
    pairs = [
        at
        for at, (one, other) in enumerate(pairwise(sizes))
        if any(
            isinstance(two, ast.BinOp) and target.text(first) in target.text(two) for first, two in _both(one, other)
        )
    ]
    moved = {at: at + 1 for at in pairs} | {at + 1: at for at in pairs}
    edits = [instead(target, sizes[at], target.text(sizes[to])) for at, to in moved.items()]
    numbers = [one.value for one in axes if isinstance(one, ast.Constant) and isinstance(one.value, int)]
    if len(moved) != 2 * len(pairs) or len(numbers) != len(axes) or not pairs:
        return
    yield change(target, "split:pairs", "order", *edits, at=node)
    more = [instead(target, one, str(moved.get(at, at))) for one, at in zip(axes, numbers, strict=True)]
    yield change(target, "split:axes", "order", *sorted([*edits, *more], key=lambda one: one.start), at=node)


def _divided(target: Target, one: ast.expr, other: ast.expr) -> bool:
    return isinstance(other, ast.BinOp) and target.text(one) in target.text(other)


def _both(one: ast.expr, other: ast.expr) -> tuple[tuple[ast.expr, ast.expr], tuple[ast.expr, ast.expr]]:
    return (one, other), (other, one)


@at_most(30)
def sizes_of_windows(target: Target) -> Iterator[Change]:
    """`W` -> `W - kw + 1` where a size is taken for the number of windows; `d * k` -> `d * (k - 1) + 1`."""
    kernels = spellings(target, "kernel")
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for factor, side in _both(node.left, node.right):
                if role(target.text(factor)) == "dilation" and role(target.text(side)) == "kernel":
                    new = f"({target.text(factor)} * ({target.text(side)} - 1) + 1)"
                    yield put(target, node, new, "span:times", "dilation")
    for statement in target.nodes:
        value = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(value, ast.Subscript) and "shape" in target.text(value.value):
            axis = axis_here(target, value) or ("w" if target.text(value.slice) in ("1", "3", "-1") else "h")
            for kernel in [one for one in kernels if spelled_axis(one) in ("", axis)][:1]:
                edits = around(target, value, "(", f" - {kernel} + 1)")
                yield change(target, f"size:-{plain(kernel)}+1", "output_size", *edits, at=value)


@at_most(20)
def grids(target: Target) -> Iterator[Change]:
    """`arange(out_h)` -> `arange(out_h) * stride`, `arange(kh)` -> `arange(kh) * dilation`."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) == "arange" and node.args:
            roles = {role(one.id) for one in target.inside(node.args[0], 20) if isinstance(one, ast.Name)}
            above = target.parents[node]
            if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult):
                continue
            wanted, family = ("dilation", "dilation") if "kernel" in roles else ("stride", "window")
            for factor in for_axis(target, wanted, node)[:1]:
                edits = around(target, node, "(", f" * {factor})")
                yield change(target, f"grid:*{plain(factor)}", family, *edits, at=node)


@at_most(20)
def ends_limited(target: Target) -> Iterator[Change]:
    """`end = start + k` -> `min(start + k, n)`, and a start of at least 0: windows that reach over the border."""
    sizes = [one for one in target.locals if one in ("n", "size", "H", "W", "h", "w", "height", "width", "length")]
    padding = spellings(target, "padding")
    for node in target.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name, value = node.targets[0].id, node.value
        if re.search("end|stop|bottom|right|hi$|last|[hwij]1$", name) and isinstance(value, ast.BinOp):
            axis = axis_here(target, value)
            for size in [one for one in sizes if not axis or spelled_axis(one) in ("", axis)][:2]:
                limits = [size, *(f"{size} + {one}" for one in padding if spelled_axis(one) in ("", axis))]
                for limit in limits[:2]:
                    new = f"min({bare(target, value)}, {limit})"
                    yield put(target, value, new, f"end:min:{'+' in limit}", "window")
        elif re.search("start|begin|first|top|left|lo$|[hwij]0$", name) and isinstance(value, ast.BinOp):
            yield put(target, value, f"max({bare(target, value)}, 0)", "start:max", "window")
