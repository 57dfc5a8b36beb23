"""What is done elsewhere and not here: the same call around another value, a step, axes turned before they join."""

import ast
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import around, at_most, atom, called, change, put, role, spellings
from grader.repair.target import Target

_REDUCED = ("mean", "sum", "norm", "max")
_JOINS = ("flatten", "reshape", "view")
_MOST_AROUND = 4


@at_most(24)
def wrapped(target: Target) -> Iterator[Change]:
    """`shift(x, a, b)` stands in the function: `layer(y)` -> `shift(layer(y), a, b)`, `shift(y, a, b)` -> `y`."""
    calls = [one for one in target.nodes if isinstance(one, ast.Call) and one.args]
    own = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in target.others]
    for node in own:
        inner = node.args[0]
        if isinstance(inner, ast.Starred):
            continue
        yield put(target, node, atom(target, inner), f"wrapped:drop:{called(node)}", "term")
    texts: dict[str, tuple[str, str]] = {}
    for node in own:
        start, stop = target.span(node)
        first, last = target.span(node.args[0])
        before, after = target.source[start:first].decode(), target.source[last:stop].decode()
        if "\n" not in before + after and len(node.args) > 1:
            texts.setdefault(before + after, (before, after))
    for before, after in list(texts.values())[:_MOST_AROUND]:
        name = before.partition("(")[0]
        for call in calls:
            value = called(call) != name and called(target.parents[call]) != name
            if value and isinstance(target.parents[call], ast.Assign | ast.BinOp | ast.Call | ast.Return):
                yield change(target, f"wrapped:{name}", "term", *around(target, call, before, after), at=call)
        for given in target.nodes:
            if isinstance(given, ast.Name) and isinstance(given.ctx, ast.Load) and _is_argument(target, given, name):
                yield change(target, f"wrapped:{name}", "term", *around(target, given, before, after), at=given)


def _is_argument(target: Target, node: ast.Name, name: str) -> bool:
    above = target.parents[node]
    if not isinstance(above, ast.Call) or called(above) == name or node not in above.args[:1]:
        return False
    return not isinstance(above.func, ast.Name) or above.func.id not in ("len", "range", "int", "float")


@at_most(12)
def largest(target: Target) -> Iterator[Change]:
    """`((a - b) ** 2).mean()`, `(a - b).norm()` -> `(a - b).abs().max()`, and `(a == b).all()` likewise."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.args or node.keywords:
            continue
        inner = node.func.value
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Pow):
            inner = inner.left
        elif isinstance(inner, ast.Call) and called(inner) in ("abs", "square", "pow") and _receiver(inner) is not None:
            inner = _receiver(inner) or inner
        if node.func.attr in _REDUCED and isinstance(inner, ast.BinOp | ast.Name):
            yield put(target, node, f"{atom(target, inner)}.abs().max()", "largest", "reduction")


def _receiver(node: ast.Call) -> ast.expr | None:
    return node.func.value if isinstance(node.func, ast.Attribute) else None


@at_most(24)
def turned_first(target: Target) -> Iterator[Change]:
    """`x.flatten(2)`, `x.view(c, -1)` -> `x.transpose(2, 3).flatten(2)`, `x.transpose(0, 1)...`; or after."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) not in _JOINS or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in ("torch", "np", "numpy"):
            continue
        start, stop = target.span(owner)[1], target.span(node)[1]
        name = "reshape" if called(node) == "view" else called(node)
        end = target.span(node.func)[1]
        for pair in ("2, 3", "0, 1", "1, 2"):
            edits = [Edit(start=start, end=start, text=f".transpose({pair})")]
            if name != called(node):
                edits.append(Edit(start=end - len(b"view"), end=end, text=name))
            yield change(target, f"turned:{pair}", "order", *edits, at=node)
        for pair in ("1, 2", "0, 1"):
            after = Edit(start=stop, end=stop, text=f".transpose({pair})")
            yield change(target, f"turned_after:{pair}", "order", after, at=node)


@at_most(16)
def steps(target: Target) -> Iterator[Change]:
    """`range(0, H - kh + 1)` -> `range(0, H - kh + 1, kh)`, `x.unfold(2, kh, 1)` -> `x.unfold(2, kh, kh)`."""
    sizes = [*spellings(target, "stride")[:2], *spellings(target, "kernel")[:2]]
    for node in target.nodes:
        if called(node) == "range" and isinstance(node, ast.Call) and 1 <= len(node.args) <= 2 and not node.keywords:
            names = [one.id for one in ast.walk(node.args[-1]) if isinstance(one, ast.Name)]
            own = [one for one in names if role(one) == "kernel"]
            end = target.span(node)[1] - 1
            begin = "" if len(node.args) == 2 else "0, "
            for size in dict.fromkeys([*own, *sizes]):
                first = target.span(node.args[0])[0]
                edits = [Edit(start=first, end=first, text=begin)] if begin else []
                more = Edit(start=end, end=end, text=f", {size}")
                if names:
                    rule = "range:step:own" if size in own else f"range:step:{sizes.index(size)}"
                    yield change(target, rule, "stride", *edits, more, at=node)
        elif called(node) == "unfold" and isinstance(node, ast.Call) and len(node.args) == 3:
            side, step = node.args[1], node.args[2]
            if target.text(side) != target.text(step):
                yield put(target, step, target.text(side), "unfold:step", "stride")


@at_most(12)
def products(target: Target) -> Iterator[Change]:
    """One number of a shape, its sum or its length -> the product of all: `shape[0]` -> `math.prod(shape)`."""
    product = "math.prod" if "math" in target.others else "__import__('math').prod"
    for node in target.nodes:
        held = (
            node.value
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant | ast.UnaryOp)
            else None
        )
        if isinstance(node, ast.Call) and called(node) in ("sum", "len", "max") and len(node.args) == 1:
            held = node.args[0]
        name = held.id if isinstance(held, ast.Name) else held.attr if isinstance(held, ast.Attribute) else ""
        if held is not None and "shape" in name and not isinstance(getattr(node, "ctx", None), ast.Store):
            yield put(target, node, f"{product}({target.text(held)})", "product", "reduction")


@at_most(12)
def rounded_as_asked(target: Target) -> Iterator[Change]:
    """Up only where `ceil_mode` says so: `-(-a // b)`, `math.ceil(a / b)`, `a // b` -> one of two."""
    flag = next((one for one in target.locals if one in ("ceil_mode", "ceil", "round_up")), "")
    for node in target.nodes if flag else ():
        above = target.parents.get(node)
        if isinstance(above, ast.IfExp) and flag in target.text(above):
            continue
        down = _rounded_down(target, node)
        if down:
            yield put(target, node, f"({target.text(node)} if {flag} else {down})", "rounded:asked", "rounding")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv) and not _negated(target, node):
            more = f"-(-{atom(target, node.left)} // {atom(target, node.right)})"
            yield put(target, node, f"({more} if {flag} else {target.text(node)})", "rounded:asked", "rounding")


def _rounded_down(target: Target, node: ast.AST) -> str:
    """What is rounded up here, rounded down; empty where nothing is."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.BinOp):
        left, whole = node.operand.left, isinstance(node.operand.op, ast.FloorDiv)
        if whole and isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub):
            return f"{atom(target, left.operand)} // {atom(target, node.operand.right)}"
    if called(node) == "ceil" and isinstance(node, ast.Call) and len(node.args) == 1:
        inner = node.args[0]
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div):
            return f"{atom(target, inner.left)} // {atom(target, inner.right)}"
        if isinstance(node.func, ast.Attribute):
            return f"{target.text(node.func.value)}.floor({target.text(inner)})"
    return ""


def _negated(target: Target, node: ast.BinOp) -> bool:
    """Whether it is the inside of `-(-a // b)`."""
    return isinstance(target.parents[node], ast.UnaryOp) or isinstance(node.left, ast.UnaryOp)
