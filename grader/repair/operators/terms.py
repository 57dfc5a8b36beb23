"""Terms, factors and numbers of expressions: dropped, added, with another sign, off by one."""

import ast
import re
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import plain
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    bare,
    called,
    change,
    expressions,
    fitted,
    is_number,
    put,
    role,
    symbol,
)
from grader.repair.target import Target

_COUNTS = ("N", "n", "m", "B", "batch_size", "count", "total", "C")
_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.Mod: "%",
}


@at_most(120)
def dropped_terms(target: Target) -> Iterator[Change]:
    """`a + b` -> `a` or `b`, `a * b` -> `a` or `b`, `f(x)` of one argument -> `x`."""
    for node in expressions(target):
        if not isinstance(node, ast.BinOp) or type(node.op) not in _SIGNS:
            continue
        sign = _SIGNS[type(node.op)]
        family = "term" if sign in "+-" else "scale"
        dropped = plain(target.text(node.right))[:40]
        yield put(target, node, fitted(target, node, node.left), f"drop:{sign}{dropped}", family)
        if sign in ("+", "*"):
            dropped = plain(target.text(node.left))[:40]
            yield put(target, node, fitted(target, node, node.right), f"drop:{dropped}{sign}", family)


@at_most(60)
def dropped_augmented(target: Target) -> Iterator[Change]:
    """An assignment in place (`x /= n`) that should not be; useful for these only, so the others are left."""
    for node in target.nodes:
        if isinstance(node, ast.AugAssign):
            start, end = target.span(node)
            yield change(target, "drop:augmented", "scale", Edit(start=start, end=end, text="pass"), at=node)


@at_most(60)
def unused_added(target: Target) -> Iterator[Change]:
    """What is never used is added to a result, or multiplies it; then what a product lacks, as another one has it."""
    unused, values = _unused(target), _values(target)
    values.sort(key=lambda one: not _takes_gradient(one))
    for name in unused:
        for node in values:
            for loop in _counters(target, node):
                edits = around(target, node, "((", f") + {name}[{loop}])")
                yield change(target, f"add:{plain(name)}[{loop}]", "term", *edits, at=node)
    for name in unused:
        if not target.kinds.get(name, "tensor").startswith(("tensor", "array")):
            continue
        for form in ("{}", "{}[:, None, None]", "{}.view(1, -1, 1, 1)"):
            for node in values:
                for sign in "+*":
                    edits = around(target, node, "((", f") {sign} {form.format(name)})")
                    yield change(target, f"add:{sign}{plain(name)}:{form}", "term", *edits, at=node)
        for node in expressions(target):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
                edits = around(target, node, "(", f" + {name} ** {atom(target, node.right)})")
                yield change(target, f"add:+{plain(name)}**", "term", *edits, at=node)


_GRADIENT = re.compile(r"^(?:dout|d_?y|dz|grad|grad_out.*|g|dY|upstream)$")


def _takes_gradient(node: ast.expr) -> bool:
    """Whether the gradient that comes in is all that is read: where a factor like gamma belongs."""
    first = node.left if isinstance(node, ast.BinOp) else node
    return isinstance(first, ast.Name) and _GRADIENT.search(first.id) is not None


@at_most(40)
def added_factors(target: Target) -> Iterator[Change]:
    """A factor that another product has, a count that divides or multiplies."""
    values = _values(target)
    for factor in _factors(target):
        for node in values:
            if isinstance(target.statement_of(node), ast.AugAssign) and factor not in target.text(node):
                edits = around(target, node, f"({factor} * (", "))")
                yield change(target, f"add:*{factor}"[:60], "scale", *edits, at=node)
    for name in target.locals:
        for node in values if name in _COUNTS or name in _counted_names(target) else ():
            for sign in ("/", "*"):
                edits = around(target, node, "((", f") {sign} {name})")
                yield change(target, f"add:{sign}{name}:{called(node)}", "scale", *edits, at=node)


def _counted_names(target: Target) -> set[str]:
    """Names for how many there are of something: `D = rows.shape[0]`, `m = x.numel() / c`."""
    return {
        node.targets[0].id
        for node in target.nodes
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and re.search(r"\.shape\[0\]$|numel\(\)|\.size\b|^len\(", target.text(node.value))
    }


def _unused(target: Target) -> list[str]:
    """Names that are bound and never read, or only packed, unpacked, or compared with None."""
    read: set[str] = set()
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            above = target.parents[node]
            packed = isinstance(above, ast.Tuple) and isinstance(target.parents[above], ast.Assign)
            if not packed and not isinstance(above, ast.Compare):
                read.add(node.id)
    sizes = ("stride", "padding", "dilation", "groups", "kernel", "out")
    tensors = [one for one in target.locals if not (one.isupper() and len(one) <= 2) and role(one) not in sizes]
    return [one for one in tensors if one not in read and one != "_"][:6]


def _counters(target: Target, node: ast.AST) -> list[str]:
    """What the loops around a place count with, and what the place of a tensor is that it goes to."""
    statement = target.statement_of(node)
    into = statement.targets[0] if isinstance(statement, ast.Assign) else statement
    inside = into.slice if isinstance(into, ast.Subscript) else None
    return list(dict.fromkeys(one.id for one in target.inside(inside) if isinstance(one, ast.Name))) if inside else []


def _factors(target: Target) -> list[str]:
    """Places of tensors that are read in a product: `dout[n, f, i, j]`."""
    found: dict[str, None] = {}
    for node in target.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and isinstance(node.ctx, ast.Load):
            above = target.parents[node]
            factor = isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult)
            if (factor or isinstance(above, ast.AugAssign)) and "\n" not in target.text(node):
                found[target.text(node)] = None
    names = [one for one in target.locals if _GRADIENT.search(one) and one not in _parameters(target)]
    return [*names[:1], *found][:4]


def _parameters(target: Target) -> set[str]:
    return {one.arg for one in target.nodes if isinstance(one, ast.arg)}


def _values(target: Target) -> list[ast.expr]:
    """Whole right sides and what is returned, the last first."""
    found: list[ast.expr] = []
    for node in target.nodes:
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value is not None:
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            found += [one for one in values if not isinstance(one, ast.Starred | ast.Constant | ast.Yield)]
    return found[::-1]


@at_most(120)
def off_by_one(target: Target) -> Iterator[Change]:
    """+1 and -1: dropped where they stand, then added to bounds of ranges and slices."""
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and target.text(node.right) == "1":
            sign = "+" if isinstance(node.op, ast.Add) else "-"
            new = "-" if sign == "+" else "+"
            edit = symbol(target, node.left, node.right, sign, new)
            yield put(target, node, fitted(target, node, node.left), f"one:drop{sign}", "bound")
            if edit is not None:
                yield change(target, f"one:{new}", "bound", edit, at=node)
    yield from _one_more(target, _bounds(target))


@at_most(60)
def off_by_one_elsewhere(target: Target) -> Iterator[Change]:
    """+1 and -1 added to sums that are divided, to what is assigned."""
    yield from _one_more(target, _counted(target))


def _one_more(target: Target, places: Iterator[tuple[str, ast.expr]]) -> Iterator[Change]:
    for where, node in places:
        if not (isinstance(node, ast.BinOp) and target.text(node.right) == "1"):
            for sign in "+-":
                yield change(
                    target, f"one:add{sign}:{where}", "bound", *around(target, node, "(", f" {sign} 1)"), at=node
                )


def _bounds(target: Target) -> Iterator[tuple[str, ast.expr]]:
    for node in target.nodes:
        if called(node) in ("range", "randint", "arange", "linspace") and isinstance(node, ast.Call):
            yield from (("range", one) for one in node.args[:2] if not isinstance(one, ast.Starred))
        elif isinstance(node, ast.Slice):
            yield from ((at, one) for at, one in (("upper", node.upper), ("lower", node.lower)) if one is not None)


def _counted(target: Target) -> Iterator[tuple[str, ast.expr]]:
    """Expressions that count something: sums that are divided, right sides that are; no flags, no tensors."""
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp | ast.Name):
            if not isinstance(node.value, ast.Name) or target.kinds.get(node.value.id, "int") == "int":
                yield "value", node.value
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            yield from (("value", one) for one in node.value.elts if isinstance(one, ast.BinOp))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Div | ast.Mult):
            sides = (("left", node.left), ("right", node.right))
            yield from (
                (at, one)
                for at, one in sides
                if isinstance(one, ast.BinOp)
                or (isinstance(one, ast.Name) and target.kinds.get(one.id, "int") == "int")
            )


@at_most(40)
def comparisons(target: Target) -> Iterator[Change]:
    """`>` <-> `>=`, then turned round; `==` <-> `!=`."""
    written = {
        ast.Gt: (">", ">=", "<"),
        ast.GtE: (">=", ">", "<="),
        ast.Lt: ("<", "<=", ">"),
        ast.LtE: ("<=", "<", ">="),
        ast.Eq: ("==", "!=", "=="),
        ast.NotEq: ("!=", "==", "!="),
        ast.Is: ("is", "is not", "is"),
        ast.IsNot: ("is not", "is", "is not"),
    }
    for node in target.nodes:
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in written:
            old, *others = written[type(node.ops[0])]
            for new in others:
                edit = symbol(target, node.left, node.comparators[0], old, new)
                if edit is not None and new != old:
                    yield change(target, f"compare:{old}>{new}", "comparison", edit, at=node)


@at_most(60)
def constants_scaled(target: Target) -> Iterator[Change]:
    """A float constant times ten, by ten, taken from 1; an integer doubled, halved, one more or less."""
    for node in expressions(target):
        if not is_number(node) or not isinstance(node, ast.Constant) or isinstance(target.parents[node], ast.Subscript):
            continue
        value = node.value
        if isinstance(value, float):
            others = [value * 10, value / 10, 1 - value, 0.0 if value == 1 else 1.0]
            for new, what in zip(others, ("x10", "/10", "1-", "unit"), strict=True):
                written = f"({new!r})" if new < 0 else repr(float(f"{new:.10g}"))
                yield put(target, node, written, f"float:{what}", "constant")
        elif isinstance(value, int) and 0 <= value < 1024:
            for new in dict.fromkeys((value + 1, value - 1, value * 2, value // 2)):
                if new != value:
                    written = f"({new})" if new < 0 else str(new)
                    yield put(target, node, written, f"int:{value}>{new}", "constant")


@at_most(80)
def signs(target: Target) -> Iterator[Change]:
    """`+` <-> `-`, a minus dropped, `*` <-> `/`."""
    swapped = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "%", "%": "//"}
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
            old = _SIGNS[type(node.op)]
            edit = symbol(target, node.left, node.right, old, swapped[old]) if old in swapped else None
            if edit is not None:
                family = "sign" if old in "+-" else "scale"
                yield change(target, f"sign:{old}>{swapped[old]}", family, edit, at=node)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not is_number(node.operand):
            yield put(target, node, fitted(target, node, node.operand), "sign:drop", "sign")
    for statement in target.nodes:
        if isinstance(statement, ast.AugAssign) and type(statement.op) in _SIGNS:
            old = _SIGNS[type(statement.op)] + "="
            for new in ("+=", "-=", "*=", "/="):
                edit = symbol(target, statement.target, statement.value, old, new)
                if edit is not None and new != old:
                    yield change(target, f"sign:{old}>{new}", "sign", edit, at=statement)


@at_most(80)
def turned(target: Target) -> Iterator[Change]:
    """The operands of a difference or a quotient exchanged, `+` <-> `*`, a minus before a result: rare, and often right
    by accident at another place."""
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
            old = _SIGNS[type(node.op)]
            if old in ("-", "/", "@"):
                new = f"({atom(target, node.right)} {old} {atom(target, node.left)})"
                yield put(target, node, new, f"turned:{old}", "sign" if old == "-" else "order")
            if old in "+*" and isinstance(node.op, ast.Add | ast.Mult):
                edit = symbol(target, node.left, node.right, old, "*" if old == "+" else "+")
                loose = isinstance(target.parents[node], ast.BinOp) or isinstance(node.left, ast.BinOp)
                if edit is not None and not loose and not isinstance(node.right, ast.BinOp):
                    yield change(target, f"sign:{old}>{edit.text}", "term", edit, at=node)
    for node in _values(target):
        yield change(target, "sign:add", "sign", *around(target, node, "(-(", "))"), at=node)
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield put(target, node, f"(-{atom(target, node.right)})", "drop:-left", "term")


@at_most(40)
def squares(target: Target) -> Iterator[Change]:
    """`a + b` of absolute values -> the root of squares; a square dropped, one added."""
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield put(target, node, fitted(target, node, node.left), "square:drop", "scale")
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("abs", "relu")
            and not node.args
        ):
            yield put(target, node, f"({bare(target, node.func.value)} ** 2)", "square:abs", "scale")
    for node in expressions(target):
        if isinstance(node, ast.Name) and isinstance(target.parents[node], ast.BinOp):
            above = target.parents[node]
            if isinstance(above, ast.BinOp) and isinstance(above.op, ast.Add | ast.Sub):
                yield put(target, node, f"{node.id} ** 2", "square:add", "scale")
