"""Names that nobody reads, or that are asked for their size only: they are likely to be missing somewhere."""

import ast
from collections.abc import Iterator
from functools import lru_cache

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import around, at_most, change, expressions, instead, put, ranked, role
from grader.repair.target import Target

_ASKED = ("shape", "size", "dtype", "device", "new_zeros", "ndim", "dim", "numel", "new_full", "new_empty")
_MOST = 4


@lru_cache(maxsize=64)
def unread(target: Target) -> tuple[str, ...]:
    """What is bound and never read, but for its shape, a comparison with None, or to be unpacked; the last first."""
    read: set[str] = set()
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            above = target.parents[node]
            asked = isinstance(above, ast.Attribute) and above.attr in _ASKED
            compared = isinstance(above, ast.Compare) and "None" in target.text(above)
            like = isinstance(above, ast.Call) and target.text(above.func).endswith("_like")
            if not asked and not compared and not like:
                read.add(node.id)
    return tuple(one for one in reversed(target.locals) if one not in read and not one.startswith("_"))[:_MOST]


@at_most(80)
def unread_put(target: Target) -> Iterator[Change]:
    """The unread name in the place of another, of an index, of what is assigned: `mask[w == best]` -> `mask[place]`."""
    for name in unread(target):
        kind = target.kinds.get(name, "")
        for node in target.nodes:
            if not isinstance(node, ast.Subscript) or kind not in ("", "tuple", "int"):
                continue
            if not isinstance(node.slice, ast.Slice | ast.Constant | ast.Tuple):
                yield put(target, node.slice, name, f"unread:index:{name}", "index")
        for node in expressions(target):
            if not _after(target, name, node):
                continue
            if isinstance(node, ast.Name):
                held = target.kinds.get(node.id, "")
                if (not kind or not held or kind == held) and not _called(target, node):
                    yield put(target, node, name, f"unread:{node.id}>{name}", "name")
            elif isinstance(node, ast.Constant | ast.Call | ast.Attribute | ast.Subscript | ast.BinOp):
                above = target.parents[node]
                whole = isinstance(above, ast.Assign | ast.AugAssign | ast.Return) and node is above.value
                argument = isinstance(above, ast.Call) and node in above.args
                text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                if (whole or argument) and not text and not _is_number_for_tensor(node, kind):
                    yield put(target, node, name, f"unread:{target.text(node)[:30]}>{name}", "name")


def _is_number_for_tensor(node: ast.expr, kind: str) -> bool:
    return isinstance(node, ast.Constant) and kind[:5] in ("tenso", "array") and node.value not in (0, 1, 0.0, 1.0)


def _called(target: Target, node: ast.Name) -> bool:
    above = target.parents[node]
    return (isinstance(above, ast.Call) and above.func is node) or node.id in ("range", "len", "int", "float", "tuple")


def _after(target: Target, name: str, node: ast.expr) -> bool:
    return node.lineno > _first_lines(target).get(name, 0)


@lru_cache(maxsize=64)
def _first_lines(target: Target) -> dict[str, int]:
    """Where each name is bound first; looked for once, for a function may be long."""
    found: dict[str, int] = {}
    for node in target.nodes:
        if isinstance(node, ast.Name) and _stored(node):
            found[node.id] = min(node.lineno, found.get(node.id, node.lineno))
    return found


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


@at_most(80)
def unread_joined(target: Target) -> Iterator[Change]:
    """The unread name in a sum or a product: `a / std` -> `(a - mean) / std`, `+= mask` -> `+= mask * g[i, j]`."""
    sizes = ("stride", "padding", "dilation", "groups", "kernel")
    names = [one for one in unread(target) if role(one) not in sizes]
    for name in names:
        kind = target.kinds.get(name, "")
        rank = int(kind[-1]) if kind[:5] in ("tenso", "array") and kind[-1:].isdigit() else 0
        values = [one for one in _values(target) if _after(target, name, one)]
        if rank:
            for node in values:
                for at, place in enumerate(_places(target, node, rank)):
                    for sign in "*-+":
                        edits = around(target, node, "((", f") {sign} {name}{place})")
                        family = "scale" if sign == "*" else "term"
                        yield change(target, ranked(f"unread:{sign}{name}", at), family, *edits, at=node)
        if kind in ("int", "float"):
            for node in values[:8]:
                edits = around(target, node, "((", f") * {name} / ({name} - 1))")
                yield change(target, f"unread:{name}/({name}-1)", "variance", *edits, at=node)
        for node in values:
            for inner in _operands(node):
                for sign in "-+*/":
                    edits = around(target, inner, "(", f" {sign} {name})")
                    family = "scale" if sign in "*/" else "term"
                    yield change(target, f"unread:{sign}{name}", family, *edits, at=inner)


def _values(target: Target) -> list[ast.expr]:
    found: list[ast.expr] = []
    for node in target.nodes:
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value is not None:
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            found += [one for one in values if not isinstance(one, ast.Starred | ast.Constant | ast.Yield)]
    return found[::-1]


def _operands(node: ast.expr) -> list[ast.expr]:
    """What is added or multiplied in an expression, the outermost first; itself where nothing is."""
    if isinstance(node, ast.BinOp):
        return [*_operands(node.left), *_operands(node.right)]
    return [node] if isinstance(node, ast.Name | ast.Call | ast.Subscript | ast.Attribute) else []


def _places(target: Target, node: ast.AST, rank: int) -> list[str]:
    """`[n, c, i, j]` by the loops around: all of them, or the last two for whole batches."""
    counters = counters_around(target, node)
    found = [f"[{', '.join(counters[:rank])}]"] if len(counters) >= rank else []
    if rank == 4 and len(counters) >= 2:
        row, column = counters[-2:]
        found += [f"[:, :, {row}, {column}, None, None]", f"[:, :, {row}, {column}]"]
    return found[:3]


def counters_around(target: Target, node: ast.AST) -> list[str]:
    """What the loops around a place count with, the outermost first."""
    found: list[str] = []
    while node in target.parents:
        node = target.parents[node]
        if isinstance(node, ast.For):
            found += [one.id for one in target.inside(node.target) if isinstance(one, ast.Name)][::-1]
    return found[::-1]


@at_most(40)
def indices_counted(target: Target) -> Iterator[Change]:
    """By the loops around: `w[0]` -> `w[f]`, `dout[n]` -> `dout[n, f]`, `x[:, :c]` -> `x[:, g * c:(g + 1) * c]`."""
    for node in target.nodes:
        if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
            continue
        counters = counters_around(target, node) + _comprehended(target, node)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        shape = isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
        used = {one.id for one in target.inside(node.slice) if isinstance(one, ast.Name)}
        free = [one for one in counters if one not in used]
        for part in parts:
            if isinstance(part, ast.Constant) and type(part.value) is int and not shape:
                for counter in free[:3]:
                    yield put(target, part, counter, f"index:{part.value}>{counter}", "index")
            if isinstance(part, ast.Slice) and part.lower is None and part.upper is not None and part.step is None:
                size = target.text(part.upper)
                for counter in free[:2] if "\n" not in size and not isinstance(part.upper, ast.UnaryOp) else ():
                    new = f"{counter} * ({size}):({counter} + 1) * ({size})"
                    yield put(target, part, new, f"slice:run:{counter}", "groups")
        last = parts[-1]
        if not shape and isinstance(last, ast.Name) and len(parts) < 4 and last.id in counters:
            end = target.span(node.slice)[1]
            for counter in free[:2]:
                edit = Edit(start=end, end=end, text=f", {counter}")
                yield change(target, f"index:more:{counter}", "index", edit, at=node)


def _comprehended(target: Target, node: ast.AST) -> list[str]:
    found: list[str] = []
    while node in target.parents:
        node = target.parents[node]
        if isinstance(node, ast.GeneratorExp | ast.ListComp):
            names = [one for made in node.generators for one in target.inside(made.target)]
            found += [one.id for one in names if isinstance(one, ast.Name)]
    return found


@at_most(30)
def ones_for_values(target: Target) -> Iterator[Change]:
    """`mask[place] = best` -> `mask[place] = 1`; `= 1` -> `= g` for what is read elsewhere and of the same kind."""
    parameters = [one.arg for one in target.nodes if isinstance(one, ast.arg) and one.arg not in ("self", "cls")]
    for node in target.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Subscript):
            continue
        if isinstance(node.value, ast.Constant):
            for name in parameters[:4]:
                yield put(target, node.value, name, f"value:{name}", "name")
        else:
            yield put(target, node.value, "1", "value:1", "scale")
    for node in target.nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant):
            edit = instead(target, node.value, "0")
            yield change(target, "value:0", "term", edit, at=node)
