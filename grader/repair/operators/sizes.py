"""Sizes of outputs: division, rounding, and the formula itself."""

import ast
from collections.abc import Iterator, Sequence

from grader.repair.edits import Change
from grader.repair.operators.axes import axis_here, for_axis, plain, spelled_axis
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    bare,
    called,
    change,
    expressions,
    fitted,
    put,
    ranked,
    role,
    spellings,
    symbol,
)
from grader.repair.target import Target


@at_most(40)
def divisions(target: Target) -> Iterator[Change]:
    """`/` <-> `//`, also in `/=`."""
    for node in target.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv):
            old, new = ("/", "//") if isinstance(node.op, ast.Div) else ("//", "/")
            edit = symbol(target, node.left, node.right, old, new)
            if edit is not None:
                yield change(target, f"divide:{new}", "division", edit, at=node)


@at_most(40)
def roundings(target: Target) -> Iterator[Change]:
    """`round`, `ceil` -> floor, and the other way round; a call of one taken off."""
    words = {"round": ("int", "ceil"), "ceil": ("floor", "int"), "floor": ("ceil",), "int": ("round",)}
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) not in words or len(node.args) != 1:
            continue
        argument, function = node.args[0], called(node)
        if isinstance(argument, ast.Starred | ast.GeneratorExp):
            continue
        if function in ("round", "ceil"):
            yield put(target, node, f"int({bare(target, argument)})", "round:int", "rounding")
        if isinstance(node.func, ast.Attribute) and function in ("ceil", "floor"):
            other = "floor" if function == "ceil" else "ceil"
            new = f"{target.text(node.func.value)}.{other}({bare(target, argument)})"
            yield put(target, node, new, f"round:{other}", "rounding")
        if function == "int":
            yield put(target, node, f"-int(-({bare(target, argument)}) // 1)", "round:up", "rounding")
            yield put(target, node, f"round({bare(target, argument)})", "round:round", "rounding")
        yield put(target, node, fitted(target, node, argument), "round:none", "rounding")
    for node in expressions(target):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.BinOp):
            division = node.operand  # -(-a // b), as upward rounding is written without math.ceil
            if isinstance(division.op, ast.FloorDiv) and isinstance(division.left, ast.UnaryOp):
                new = f"({atom(target, division.left.operand)} // {atom(target, division.right)})"
                yield put(target, node, new, "round:floor", "rounding")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
            new = f"(-(-({bare(target, node.left)}) // {atom(target, node.right)}))"
            yield put(target, node, new, "round:ceil", "rounding")


@at_most(60)
def templates(target: Target) -> Iterator[Change]:
    """The formula of a size, `(A + 2 * p - d * (k - 1) - 1) // s + 1`, out of what the written one has."""
    for node in _size_values(target):
        parts = _parts_of(target, node)
        if parts is None:
            continue
        size, kernel = parts
        strides = for_axis(target, "stride", node)[:2] or [""]
        padding = next(iter(for_axis(target, "padding", node)), "")
        dilation = next(iter(for_axis(target, "dilation", node)), "")
        forms: list[str] = []
        for stride in strides:
            by = f" // {stride}" if stride else ""
            if padding and dilation:
                forms.append(f"({size} + 2 * {padding} - {dilation} * ({kernel} - 1) - 1){by} + 1")
            if padding:
                forms.append(f"({size} + 2 * {padding} - {kernel}){by} + 1")
            forms.append(f"({size} - {kernel}){by} + 1")
            if dilation:
                forms.append(f"({size} - {dilation} * ({kernel} - 1) - 1){by} + 1")
        for number, form in enumerate(forms):
            new = f"({form})" if isinstance(target.parents[node], ast.BinOp | ast.UnaryOp) else form
            yield put(target, node, new, f"size:{number}", "output_size")


def _size_values(target: Target) -> Iterator[ast.expr]:
    """Largest sums, quotients and `int(...)` calls that compute a size from others."""
    for node in expressions(target):
        inner = node.args[0] if isinstance(node, ast.Call) and called(node) == "int" and node.args else node
        above = target.parents[node]
        if isinstance(above, ast.BinOp) or (isinstance(above, ast.Call) and called(above) == "int"):
            continue
        if (
            isinstance(inner, ast.BinOp)
            and isinstance(inner.op, ast.Add | ast.Sub | ast.FloorDiv | ast.Div)
            and not isinstance(above, ast.Slice | ast.Subscript)
        ):
            yield node


def _parts_of(target: Target, node: ast.expr) -> tuple[str, str] | None:
    """The size and the kernel's side of a formula: its first operand, and what is spelled like a kernel."""
    atoms = [
        one
        for one in target.inside(node, 60)
        if isinstance(one, ast.Name | ast.Subscript | ast.Attribute)
        and not isinstance(target.parents.get(one), ast.Attribute | ast.Subscript)
        and not (isinstance(target.parents.get(one), ast.Call) and target.parents[one].func is one)  # type: ignore[attr-defined]
    ]
    texts = [target.text(one) for one in atoms]
    kernels: Sequence[str] = [
        one for one in texts if role(one) == "kernel" or "weight" in one or "filter" in one or one.startswith("w.")
    ]
    sizes = [one for one in texts if one not in kernels and role(one) not in ("stride", "padding", "dilation")]
    if not sizes:
        return None
    if not kernels:
        axis = axis_here(target, node)
        known = spellings(target, "kernel")
        kernels = [one for one in known if spelled_axis(one) == axis] or known
    return (sizes[0], kernels[0]) if kernels else None


@at_most(40)
def size_terms(target: Target) -> Iterator[Change]:
    """`+ 2 * padding`, `+ padding`, `- (dilation - 1) * (k - 1)`, `+ 1` added in a formula; `// stride` put in."""
    for node in expressions(target):
        if not isinstance(node, ast.BinOp):
            continue
        above = target.parents[node]
        if isinstance(node.op, ast.Sub) and not (isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub)):
            for padding in for_axis(target, "padding", node)[:1]:
                for term in (f"2 * {padding}", padding):
                    edits = around(target, node, "(", f" + {term})")
                    kind = "2p" if "*" in term else "p"
                    yield change(target, f"size:+{kind}{plain(padding)}", "padding", *edits, at=node)
            for stride in for_axis(target, "stride", node)[:1]:
                edits = around(target, node, "((", f") // {stride})")
                yield change(target, f"size://{plain(stride)}", "stride", *edits, at=node)
        if isinstance(node.op, ast.FloorDiv | ast.Div) and not isinstance(above, ast.BinOp):
            yield change(target, "size:+1", "output_size", *around(target, node, "(", " + 1)"), at=node)
    for node in expressions(target):
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(target.parents[node], ast.BinOp):
            written = target.text(node)
            if role(written) == "padding" and not isinstance(target.parents[node].op, ast.Mult):  # type: ignore[attr-defined]
                yield put(target, node, f"2 * {written}", f"size:2*{plain(written)}", "padding")
    for groups in spellings(target, "groups")[:1]:
        for node in expressions(target):
            if (
                isinstance(node, ast.Name)
                and ("channel" in node.id or node.id in ("C", "c", "c_in", "C_in", "f", "F"))
                and isinstance(node.ctx, ast.Load)
            ):
                yield put(target, node, f"({node.id} // {groups})", f"groups:{node.id}", "groups")
    for dilation in spellings(target, "dilation")[:2]:
        for node in expressions(target):
            if (
                isinstance(node, ast.BinOp)
                and isinstance(node.op, ast.Sub)
                and target.text(node.right) == "1"
                and role(target.text(node.left)) == "kernel"
            ):
                new = f"({dilation} * ({target.text(node)}))"
                yield put(target, node, new, f"span:minus:{plain(dilation)}", "dilation")
        for node in expressions(target):
            if (
                isinstance(node, ast.Name | ast.Attribute)
                and role(target.text(node)) == "kernel"
                and spelled_axis(dilation) in ("", spelled_axis(target.text(node)))
            ):
                new = f"({dilation} * ({target.text(node)} - 1) + 1)"
                where = "sum" if isinstance(target.parents[node], ast.BinOp) else "alone"
                yield put(target, node, new, f"span:{where}:{plain(dilation)}", "dilation")


@at_most(30)
def conditions(target: Target) -> Iterator[Change]:
    """`if c` -> always, never, the other way round; also `a if c else b`."""
    for node in target.nodes:
        if isinstance(node, ast.If | ast.IfExp):
            yield put(target, node.test, "True", "if:True", "condition")
            yield put(target, node.test, "False", "if:False", "condition")
            if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not):
                yield put(target, node.test, fitted(target, node.test, node.test.operand), "if:not", "condition")
            else:
                yield change(target, "if:not", "condition", *around(target, node.test, "(not (", "))"), at=node.test)
        elif isinstance(node, ast.BoolOp) and len(node.values) == 2:
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            edit = symbol(target, node.values[0], node.values[1], old, new)
            if edit is not None:
                yield change(target, f"if:{new}", "condition", edit, at=node)


@at_most(40)
def moved_out(target: Target) -> Iterator[Change]:
    """A term out of a sum: `(x * w + b).sum()` -> `(x * w).sum() + b`, `sum(a + b)` likewise, and into it."""
    for node in expressions(target):
        if not isinstance(node, ast.Call):
            continue
        inside = _reduced(node)
        if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Add | ast.Sub):
            sign = "+" if isinstance(inside.op, ast.Add) else "-"
            pairs = [(inside.left, inside.right, sign)] + ([(inside.right, inside.left, "+")] if sign == "+" else [])
            start, end = target.span(node)
            first, last = target.span(inside)
            for at, (kept, out, written) in enumerate(pairs):
                before, after = target.source[start:first].decode(), target.source[last:end].decode()
                new = f"({before}{bare(target, kept)}{after} {written} {atom(target, out)})"
                yield put(target, node, new, ranked("moved_out", at), "term")
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            left = node.left  # `a - b / n` for `(a - b) / n`, a parenthesis that is missing
            if isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Div | ast.FloorDiv | ast.Mult):
                sign = "+" if isinstance(node.op, ast.Add) else "-"
                operator = {ast.Div: "/", ast.FloorDiv: "//", ast.Mult: "*"}[type(node.right.op)]
                head = f"({atom(target, left)} {sign} {atom(target, node.right.left)})"
                new = f"({head} {operator} {atom(target, node.right.right)})"
                yield put(target, node, new, f"parentheses:{operator}", "term")
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mult)
            and isinstance(node.left, ast.BinOp)
            and isinstance(node.left.op, ast.Add | ast.Sub)
        ):
            sign = "+" if isinstance(node.left.op, ast.Add) else "-"
            operator = {ast.Div: "/", ast.FloorDiv: "//", ast.Mult: "*"}[type(node.op)]
            inner = f"{atom(target, node.left.right)} {operator} {atom(target, node.right)}"
            new = f"({atom(target, node.left.left)} {sign} {inner})"
            yield put(target, node, new, f"parentheses:out{operator}", "term")


def _reduced(node: ast.Call) -> ast.expr | None:
    if called(node) not in ("sum", "mean", "sqrt", "abs"):
        return None
    if node.args and isinstance(node.func, ast.Attribute | ast.Name) and not isinstance(node.args[0], ast.Constant):
        return node.args[0] if not isinstance(node.args[0], ast.Starred | ast.Tuple) else _receiver(node)
    return _receiver(node)


def _receiver(node: ast.Call) -> ast.expr | None:
    return node.func.value if isinstance(node.func, ast.Attribute) else None
