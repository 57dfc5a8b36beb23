"""Where windows begin and end: crops, strides and dilations in indices, bounds of loops."""

import ast
import itertools
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import both_axes, for_axis, plain
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    called,
    change,
    expressions,
    is_number,
    put,
    ranked,
    role,
    spellings,
    symbol,
)
from grader.repair.target import Target


def crops(target: Target) -> Iterator[Change]:
    """`x[p:-p]` -> `x[p:-p or None]`: -0 is 0, so that nothing is left where p is 0."""
    for node in target.nodes:
        if (
            isinstance(node, ast.Slice)
            and isinstance(node.upper, ast.UnaryOp)
            and isinstance(node.upper.op, ast.USub)
            and not isinstance(node.upper.operand, ast.Constant)
        ):
            yield change(target, "crop", "padding", *around(target, node.upper, "(", " or None)"), at=node)


@at_most(10)
def crops_added(target: Target) -> Iterator[Change]:
    """`dx = dx_padded` -> `dx_padded[:, :, p:-p or None, p:-p or None]`: the border is cut off."""
    rows, columns = both_axes(target, "padding") or _of_both(target)
    for node in target.nodes:
        if rows and columns and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            above = target.parents[node]
            if isinstance(above, ast.Assign | ast.Return) or isinstance(target.parents.get(above), ast.Return):
                crop = f"[..., {rows}:-{rows} or None, {columns}:-{columns} or None]"
                yield put(target, node, node.id + crop, "crop:add", "padding")


def _of_both(target: Target) -> tuple[str, str]:
    """One number for rows and columns."""
    found = next(iter(spellings(target, "padding")), "")
    return found, found


@at_most(10)
def paddings(target: Target) -> Iterator[Change]:
    """What `pad` is told: as much on all four sides of the last two axes, and nothing on the others."""
    rows, columns = both_axes(target, "padding") or _of_both(target)
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) != "pad" or len(node.args) < 2 or not rows or not columns:
            continue
        forms = [f"({columns}, {columns}, {rows}, {rows})"]
        if target.text(node.func).startswith(("np.", "numpy.")):
            last = f"({rows}, {rows}), ({columns}, {columns})"
            forms = [f"((0, 0), (0, 0), {last})", f"((0, 0), {last})", f"({last})"]
        for form in forms:
            if not isinstance(node.args[1], ast.Starred) and form != target.text(node.args[1]):
                yield put(target, node.args[1], form, f"pad:{form.count('0')}", "padding")


@at_most(40)
def accumulates(target: Target) -> Iterator[Change]:
    """`=` <-> `+=` on names and places of a tensor; those of a place first."""
    assigned = [one for one in target.nodes if isinstance(one, ast.Assign) and len(one.targets) == 1]
    for kind in (ast.Subscript, ast.Name):
        for node in assigned:
            if isinstance(node.targets[0], kind) and (kind is ast.Subscript or _in_loop(target, node)):
                edit = symbol(target, node.targets[0], node.value, "=", "+=")
                if edit is not None:
                    yield change(target, f"accumulate:{kind.__name__}", "accumulate", edit, at=node)
    for added in target.nodes:
        if isinstance(added, ast.AugAssign) and isinstance(added.op, ast.Add):
            edit = symbol(target, added.target, added.value, "+=", "=")
            if edit is not None:
                yield change(target, f"overwrite:{type(added.target).__name__}", "accumulate", edit, at=added)


def _in_loop(target: Target, node: ast.AST) -> bool:
    while node in target.parents:
        node = target.parents[node]
        if isinstance(node, ast.For | ast.While):
            return True
    return False


@at_most(60)
def window_starts(target: Target) -> Iterator[Change]:
    """A loop's `i` in a slice, a start or an index becomes `i * stride`, a kernel's `k` `k * dilation`."""
    loops = _loops(target)
    for wanted in ("stride", "dilation"):
        for where in ("slice", "start", "index+", "index"):
            for node in target.nodes:
                if not isinstance(node, ast.Name) or node.id not in loops or not isinstance(node.ctx, ast.Load):
                    continue
                tap = loops[node.id]
                if _where(target, node) != where or (tap == "place" and wanted == "dilation"):
                    continue
                if (tap == "tap" and wanted == "stride") or _is_scaled(target, node):
                    continue
                for at, factor in enumerate(for_axis(target, wanted, node)[:2]):
                    rule = ranked(f"times:{plain(factor)}:{where}:{plain(node.id)}", at)
                    family = "window" if wanted == "stride" else "dilation"
                    yield put(target, node, f"({node.id} * {factor})", rule, family)


def _loops(target: Target) -> dict[str, str]:
    """What loops, or helpers of theirs, count with: `tap` of a kernel, `place` of an output, else empty."""
    found: dict[str, str] = {}
    for node in target.nodes:
        if isinstance(node, ast.For | ast.comprehension):
            written = [one for one in target.inside(node.iter) if isinstance(one, ast.Name)]
            roles = {role(one.id) for one in written}
            sizes = target.text(node.iter)
            kind = "tap" if "kernel" in roles or (".shape[2]" in sizes and "weight" in sizes) else ""
            kind = kind or ("place" if "out" in roles else "")
            for one in target.inside(node.target):
                if isinstance(one, ast.Name):
                    found[one.id] = kind
        elif isinstance(node, ast.arg) and node.arg in ("i", "j", "row", "col", "oh", "ow", "oi", "oj"):
            found[node.arg] = ""
    return found


def _where(target: Target, node: ast.AST) -> str:
    """In which kind of place a name stands: `slice`, `index`, or `start` where it is assigned to a name."""
    inner, outer = node, target.parents[node]
    while isinstance(outer, ast.BinOp | ast.UnaryOp | ast.Tuple):
        inner, outer = outer, target.parents[outer]
    if isinstance(outer, ast.Slice):
        return "slice"
    if isinstance(outer, ast.Call) and getattr(outer.func, "id", "") in ("slice", "max", "min"):
        return "slice"
    if isinstance(outer, ast.Subscript) and outer.slice is inner:
        return "index+" if isinstance(target.parents[node], ast.BinOp) else "index"
    return "start" if isinstance(outer, ast.Assign) else ""


def _is_scaled(target: Target, node: ast.AST) -> bool:
    parent = target.parents[node]
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult | ast.Div | ast.FloorDiv)


@at_most(40)
def bounds(target: Target) -> Iterator[Change]:
    """`* stride` (or `* dilation`) on a bound of a slice or of a range, and a step where there is none."""
    for wanted in ("stride", "dilation"):
        family = "window" if wanted == "stride" else "dilation"
        for node in target.nodes:
            if isinstance(node, ast.Slice) and node.upper is not None:
                for part in _names_of_sum(node.upper):
                    if wanted == "stride" or role(part.id) == "kernel":
                        for factor in for_axis(target, wanted, node)[:1]:
                            yield put(target, part, f"({part.id} * {factor})", f"bound:{plain(factor)}", family)
                if node.step is None:
                    for factor in for_axis(target, wanted, node)[:1]:
                        end = Edit(start=target.span(node)[1], end=target.span(node)[1], text=f":{factor}")
                        yield change(target, f"step:{plain(factor)}", family, end, at=node)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range":
                yield from _ranges(target, node, wanted, family)


def _names_of_sum(node: ast.expr) -> list[ast.Name]:
    found: list[ast.Name] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        found += [node.right] if isinstance(node.right, ast.Name) else []
        node = node.left
    return [*([node] if isinstance(node, ast.Name) else []), *reversed(found)]


def _ranges(target: Target, node: ast.Call, wanted: str, family: str) -> Iterator[Change]:
    for factor in for_axis(target, wanted, node)[:1]:
        if any(isinstance(one, ast.Starred) for one in node.args):
            continue
        if 1 <= len(node.args) <= 2:
            start = "" if len(node.args) == 2 else "0, "
            first, last = target.span(node.args[0])[0], target.span(node.args[-1])[1]
            text = target.source[first:last].decode()
            edit = Edit(start=first, end=last, text=f"{start}{text}, {factor}")
            yield change(target, f"range:{plain(factor)}", family, edit, at=node)
        if node.args:
            upper = node.args[min(1, len(node.args) - 1)]
            yield put(target, upper, f"{atom(target, upper)} * {factor}", f"range_bound:{plain(factor)}", family)


def dropped_asserts(target: Target) -> Iterator[Change]:
    """An assert that forbids what is allowed."""
    for node in target.nodes:
        if isinstance(node, ast.Assert):
            start, end = target.span(node)
            yield change(target, "drop:assert", "condition", Edit(start=start, end=end, text="pass"), at=node)


@at_most(60)
def offsets(target: Target) -> Iterator[Change]:
    """`i * s` -> `i * s - p` and `+ p` where a window is counted with or without its border."""
    for node in expressions(target):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            continue
        if role(target.text(node.right)) != "stride" or _where(target, node) not in (
            "slice",
            "start",
            "index",
            "index+",
        ):
            continue
        for border in for_axis(target, "padding", node)[:1]:
            for sign in "-+":
                new = f"({target.text(node)} {sign} {border})"
                yield put(target, node, new, f"offset:{sign}{plain(border)}", "padding")


@at_most(80)
def constants_named(target: Target) -> Iterator[Change]:
    """A small constant becomes what it stands for: padding, stride, dilation, groups; a side of the kernel."""
    usual = {
        0: ("padding",),
        1: ("stride", "padding", "dilation", "groups", "kernel"),
        2: ("stride", "kernel"),
        -1: ("padding",),
    }
    for node in expressions(target):
        if not is_number(node) or not isinstance(node, ast.Constant) or type(node.value) is not int:
            continue
        parent = target.parents[node]
        if isinstance(parent, ast.Subscript | ast.arguments) or not 0 <= node.value <= 7:
            continue
        for wanted in usual.get(node.value, ("kernel",)):
            for at, name in enumerate(for_axis(target, wanted, node)[:2]):
                rule = ranked(f"constant:{node.value}>{wanted}", at)
                yield put(target, node, name, rule, family_of(wanted))


def family_of(wanted: str) -> str:
    """What a student is told who forgot such an argument."""
    known = ("padding", "stride", "dilation", "groups", "kernel", "eps")
    return wanted if wanted in known else "constant"


@at_most(20)
def constant_pairs(target: Target) -> Iterator[Change]:
    """`(3, 3)` -> the kernel's sides, as this function calls them."""
    names = [name for name in target.locals if role(name) == "kernel"]
    pairs = [f"({one}, {other})" for one, other in itertools.pairwise(names) if plain(one) == plain(other)]
    for node in expressions(target):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and all(is_number(one) for one in node.elts):
            if isinstance(target.parents[node], ast.Subscript):
                continue
            for at, pair in enumerate([*pairs, *(name for name in names if plain(name) == name)][:3]):
                yield put(target, node, pair, ranked("constant_pair", at), "kernel")
