"""The same parts in another form: brackets, what divides and what multiplies, axes moved before a reshape, limits."""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import for_axis
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
)
from grader.repair.target import Target

_MOVES = ("transpose", "swapaxes", "permute")


@at_most(60)
def brackets(target: Target) -> Iterator[Change]:
    """`a * b - c` -> `a * (b - c)` and back, `(a + 1) // s` -> `a // s + 1`, `a * m / n` -> `a * n / m`."""
    for node in expressions(target):
        if not isinstance(node, ast.BinOp):
            continue
        left, right = node.left, node.right
        if isinstance(node.op, ast.Add | ast.Sub) and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
            sign = "+" if isinstance(node.op, ast.Add) else "-"
            new = f"({atom(target, left.left)} * ({bare(target, left.right)} {sign} {atom(target, right)}))"
            yield put(target, node, new, f"brackets:in{sign}", "term")
        if isinstance(node.op, ast.Mult) and isinstance(right, ast.BinOp) and isinstance(right.op, ast.Add | ast.Sub):
            sign = "+" if isinstance(right.op, ast.Add) else "-"
            new = f"({bare(target, left)} * {atom(target, right.left)} {sign} {atom(target, right.right)})"
            yield put(target, node, new, f"brackets:out{sign}", "term")
        if isinstance(node.op, ast.FloorDiv | ast.Div) and isinstance(left, ast.BinOp):
            sign = "//" if isinstance(node.op, ast.FloorDiv) else "/"
            if isinstance(left.op, ast.Add) and target.text(left.right) == "1":
                new = f"({atom(target, left.left)} {sign} {atom(target, right)} + 1)"
                yield put(target, node, new, "brackets:one", "output_size")
            if isinstance(left.op, ast.Mult):
                new = f"({atom(target, left.left)} * {atom(target, right)} {sign} {atom(target, left.right)})"
                yield put(target, node, new, "upside_down", "scale")
        if isinstance(node.op, ast.Mult) and isinstance(right, ast.BinOp) and isinstance(right.op, ast.Div):
            new = f"({bare(target, left)} * ({atom(target, right.right)} / {atom(target, right.left)}))"
            yield put(target, node, new, "upside_down", "scale")


@at_most(30)
def spans(target: Target) -> Iterator[Change]:
    """`n * s` -> `(n - 1) * s + 1`, the length of n places that lie s apart."""
    for node in expressions(target):
        if not isinstance(node, ast.BinOp):
            continue
        apart = isinstance(node.op, ast.Mult) and role(target.text(node.right)) in ("stride", "dilation")
        if apart and not isinstance(target.parents[node], ast.Slice):
            new = f"(({bare(target, node.left)} - 1) * {atom(target, node.right)} + 1)"
            yield put(target, node, new, "span:of_places", "output_size")


@at_most(40)
def moved_before(target: Target) -> Iterator[Change]:
    """`x.reshape(a, b).transpose(0, 1)` -> `x.reshape(b, a)`: cut in the right order, or moved after it was cut."""
    for node in target.nodes:
        if (
            not isinstance(node, ast.Call)
            or called(node) not in (*_MOVES, "t")
            or not isinstance(node.func, ast.Attribute)
        ):
            continue
        inner = node.func.value
        if not isinstance(inner, ast.Call) or called(inner) not in ("reshape", "view", "unflatten"):
            continue
        sizes = _listed(inner)
        start, end = target.span(inner)[1], target.span(node)[1]
        away = Edit(start=start, end=end, text="")
        for one, other in pairwise(sizes):
            edits = instead(target, one, target.text(other)), instead(target, other, target.text(one)), away
            if target.text(one) != target.text(other):
                yield change(target, "cut:in_order", "order", *edits, at=node)
        if isinstance(inner.func, ast.Attribute) and "\n" not in target.text(node):
            for pair in ("0, 1", "1, 2", "2, 3"):
                first = target.span(inner.func.value)[1]
                edit = Edit(start=first, end=first, text=f".transpose({pair})")
                yield change(target, f"cut:after{pair}", "order", edit, away, at=node)


def _listed(node: ast.Call) -> list[ast.expr]:
    elements = list(node.args)
    if elements and isinstance(elements[-1], ast.Tuple | ast.List):
        elements = list(elements[-1].elts)
    return [one for one in elements if not isinstance(one, ast.Starred)]


@at_most(24)
def channels_moved(target: Target) -> Iterator[Change]:
    """`rows.reshape(n, c, h, w)` -> `rows.reshape(n, h, w, c).permute(0, 3, 1, 2)`, `x.reshape(-1, c)` -> channels last
    first; the channel is where the numbers say."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) not in ("reshape", "view"):
            continue
        sizes = [target.text(one) for one in _listed(node)]
        if not isinstance(node.func, ast.Attribute) or any("\n" in one for one in sizes):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in ("np", "numpy", "torch"):
            continue
        method = "permute" if "torch" in target.others else "transpose"
        if len(sizes) == 4:
            a, b, c, d = sizes
            cuts = (((a, c, d, b), "0, 3, 1, 2"), ((b, a, c, d), "1, 0, 2, 3"), ((c, d, a, b), "2, 3, 0, 1"))
            for cut, back in cuts:
                new = f"{atom(target, owner)}.reshape({', '.join(cut)}).{method}({back})"
                yield put(target, node, new, f"cut:{back}", "order")
        elif len(sizes) == 2 and "-1" in sizes:
            orders = ("0, 2, 3, 1", "2, 3, 0, 1") if sizes[0] == "-1" else ("1, 0, 2, 3", "1, 2, 3, 0")
            for order in orders:
                new = f"{atom(target, owner)}.{method}({order}).reshape({', '.join(sizes)})"
                yield put(target, node, new, f"moved:{order}", "order")


@at_most(30)
def one_axis_of_four(target: Target) -> Iterator[Change]:
    """`bias.view(1, 1, 1, -1)` -> `bias.view(1, -1, 1, 1)`: along which axis numbers lie."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) in ("view", "reshape"):
            sizes = _listed(node)
            written = [target.text(one) for one in sizes]
            long = [at for at, one in enumerate(written) if one != "1"]
            if 2 <= len(sizes) <= 5 and len(long) == 1:
                for at in range(len(sizes)):
                    order = ["1"] * len(sizes)
                    order[at] = written[long[0]]
                    yield from _resized(target, node, sizes, order, f"along:{at - len(sizes)}")
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            sizes = node.value.elts
            written = [target.text(one) for one in sizes]
            if len(sizes) == 4 and sorted(written) == ["-1", "1", "1", "1"]:
                for at in range(4):
                    order = ["1"] * 4
                    order[at] = "-1"
                    yield from _resized(target, node, sizes, order, f"along:{at - 4}")


def _resized(
    target: Target, node: ast.AST, sizes: Sequence[ast.expr], order: Sequence[str], rule: str
) -> Iterator[Change]:
    edits = [instead(target, one, new) for one, new in zip(sizes, order, strict=True) if target.text(one) != new]
    if edits:
        yield change(target, rule, "broadcasting", *edits, at=node)


@at_most(40)
def flips_otherwise(target: Target) -> Iterator[Change]:
    """`flip(3)` -> `flip(2, 3)`, `w[:, ::-1, ::-1]` -> `w`; letters of an operand of an einsum exchanged."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) == "flip" and node.args and isinstance(node.func, ast.Attribute):
            module = isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy", "torch")
            given = node.args[1:] if module else node.args
            if given and not isinstance(given[0], ast.Starred):
                start, end = target.span(given[0])[0], target.span(given[-1])[1]
                for text in ("(2, 3)", "(-2, -1)", "(0, 1)"):
                    edit = Edit(start=start, end=end, text=text)
                    yield change(target, f"flip:{text}", "kernel", edit, at=node)
        elif isinstance(node, ast.Slice) and node.step is not None and target.text(node.step).replace(" ", "") == "-1":
            yield put(target, node, ":", "flip:none", "kernel")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "->" in node.value:
            yield from _letters(target, node)


def _letters(target: Target, node: ast.Constant) -> Iterator[Change]:
    written = target.text(node)
    head = written.partition("->")[0]
    for at in range(1, len(head) - 1):
        if head[at].isalpha() and head[at + 1].isalpha():
            new = written[:at] + head[at + 1] + head[at] + written[at + 2 :]
            yield put(target, node, new, f"einsum:{at}", "index")


@at_most(40)
def results_reshaped(target: Target) -> Iterator[Change]:
    """What is returned or assigned as a row, `.reshape(-1)`, or turned, `.transpose(0, 1)`."""
    for node in target.nodes:
        if isinstance(node, ast.Return | ast.Assign) and node.value is not None:
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for value in values:
                if isinstance(value, ast.Name | ast.Call | ast.BinOp | ast.Attribute):
                    plain = isinstance(node, ast.Return) or not isinstance(value, ast.Name)
                    kind = target.kinds.get(value.id, "") if isinstance(value, ast.Name) else ""
                    if plain and not kind.startswith(("int", "float", "tuple", "bool")):
                        edits = around(target, value, "(", ").reshape(-1)")
                        yield change(target, "result:row", "broadcasting", *edits, at=value)
                        if isinstance(value, ast.Call):
                            for pair in ("0, 1", "-2, -1"):
                                edits = around(target, value, "(", f").swapaxes({pair})")
                                yield change(target, f"result:turned{pair}", "order", *edits, at=value)


@at_most(40)
def limits(target: Target) -> Iterator[Change]:
    """`max(a, -p)` -> `max(a, 0)`, `min(b, n + p)` -> `min(b, n)` and the like: how far a window is cut."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) not in ("max", "min", "clamp", "maximum", "minimum"):
            continue
        given = [*node.args, *(one.value for one in node.keywords)]
        for one in given:
            if isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.USub):
                yield put(target, one, "0", "limit:picture", "window")
            elif isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add):
                if role(target.text(one.right)) == "padding" or "pad" in target.text(one.right):
                    yield put(target, one, target.text(one.left), "limit:picture", "window")
                if isinstance(one.right, ast.BinOp) and isinstance(one.right.op, ast.Mult):
                    new = f"{target.text(one.left)} + {target.text(one.right.right)}"
                    yield put(target, one, new, "limit:border", "window")
            elif isinstance(one, ast.Name) and called(node) in ("min", "clamp", "minimum"):
                for at, name in enumerate(for_axis(target, "padding", one)[:2]):
                    yield put(target, one, f"{one.id} + {name}", ranked("limit:+border", at), "window")
        if called(node) in ("max", "min") and len(node.args) == 2:
            for one in node.args:
                yield put(target, node, atom(target, one), f"limit:none:{called(node)}", "window")


@at_most(16)
def last_windows(target: Target) -> Iterator[Change]:
    """`if ceil_mode and rest` -> `... and n * s < size + p`: a window that begins behind the picture is none."""
    counted = _counts(target)
    for node in target.nodes:
        if isinstance(node, ast.If) and "ceil" in target.text(node.test) and node.body:
            first = node.body[0]
            into = first.targets[0] if isinstance(first, ast.Assign) else getattr(first, "target", None)
            name = target.text(into) if isinstance(into, ast.Name) else ""
            for stride in counted.get(name, ())[:1]:
                for reach in _reaches(target)[:2]:
                    edits = around(target, node.test, "((", f") and {name} * {stride} < {reach})")
                    yield change(target, "last:limit", "output_size", *edits, at=node.test)
    for name, strides in counted.items():
        for node in target.nodes:
            if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Name) or node.value.id != name:
                continue
            for reach in _reaches(target)[:2]:
                for stride in strides[:1]:
                    new = f"({name} - int(({name} - 1) * {stride} >= {reach}))"
                    yield put(target, node.value, new, "last:limit", "output_size")


def _counts(target: Target) -> dict[str, list[str]]:
    """Numbers of windows, each with the stride that it was divided by."""
    found: dict[str, list[str]] = {}
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for one in target.inside(node.value):
                if isinstance(one, ast.BinOp) and isinstance(one.op, ast.FloorDiv | ast.Div):
                    text = target.text(one.right)
                    if re.fullmatch(r"[\w.\[\]]+", text) and role(text) in ("stride", ""):
                        found.setdefault(node.targets[0].id, []).append(text)
    return found


def _reaches(target: Target) -> list[str]:
    """How far the picture with its upper border goes: `n + p` out of `n + 2 * p`."""
    found: dict[str, None] = {}
    for node in expressions(target):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add) or not isinstance(node.right, ast.BinOp):
            continue
        if isinstance(node.right.op, ast.Mult) and target.text(node.right.left) == "2":
            found[f"{target.text(node.left)} + {target.text(node.right.right)}"] = None
    return [one for one in found if "\n" not in one]


@at_most(24)
def closed(target: Target) -> Iterator[Change]:
    """`x[b:, b:]` -> `x[b:-b or None, b:-b or None]`: as much left out at the end as at the beginning."""
    for node in target.nodes:
        if not isinstance(node, ast.Slice) or node.upper is not None or node.step is not None:
            continue
        if isinstance(node.lower, ast.Name | ast.Attribute):
            text = target.text(node.lower)
            yield put(target, node, f"{text}:-{text} or None", "slice:closed", "padding")


@at_most(30)
def sizes_anew(target: Target) -> Iterator[Change]:
    """A size that was taken before the border came: `H` -> `x.shape[2]`, `padded.shape[2]`."""
    sizes: dict[str, int] = {}
    for node in target.nodes:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Tuple)
            and "shape" in target.text(node.value)
        ):
            names = [one.id for one in node.targets[0].elts if isinstance(one, ast.Name)]
            if len(names) in (2, 4) and len(names) == len(node.targets[0].elts):
                sizes |= {names[-2]: -2, names[-1]: -1}
    stored = [one for one in target.nodes if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)]
    padded = [one.targets[0].id for one in stored if "pad" in target.text(one)]  # type: ignore[attr-defined]
    for held in list(dict.fromkeys(padded))[:2]:
        for node in target.nodes:
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load) or node.id not in sizes:
                continue
            if isinstance(target.parents[node], ast.BinOp | ast.Call):
                yield put(target, node, f"{held}.shape[{sizes[node.id]}]", f"size:of:{held}", "output_size")


@at_most(30)
def sizes_named(target: Target) -> Iterator[Change]:
    """`best // image.shape[1]` -> `best // columns`: a size that has a name of its own."""
    names = [one for one in target.locals if target.kinds.get(one) == "int"]
    for node in expressions(target):
        size = isinstance(node, ast.Subscript) and ".shape" in target.text(node.value)
        for name in names[:8] if size and isinstance(target.parents[node], ast.BinOp) else ():
            yield put(target, node, name, f"size:named:{target.text(node)[:30]}>{name}", "output_size")


@at_most(30)
def other_operators(target: Target) -> Iterator[Change]:
    """`jump = stride` -> `jump *= stride`, `x.clone()` -> zeros, `list(...)` -> `tuple(...)`, a root around a sum."""
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Name):
            start, end = target.span(node.targets[0])[1], target.span(node.value)[0]
            if _bound_before(target, node):
                edit = Edit(start=start, end=end, text=" *= ")
                yield change(target, "assign:*=", "accumulate", edit, at=node)
        if called(node) == "clone" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            new = f"torch.zeros_like({target.text(node.func.value)})"
            yield put(target, node, new, "clone:zeros", "term")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "list":
            yield put(target, node.func, "tuple", "list:tuple", "order")
        if isinstance(node, ast.Call) and called(node) == "sum" and isinstance(node.func, ast.Attribute):
            held = node.func.value
            if (
                isinstance(held, ast.BinOp)
                and isinstance(held.op, ast.Pow)
                and "**" not in target.text(target.parents[node])[-8:]
            ):
                yield change(target, "root:sum", "scale", *around(target, node, "(", " ** 0.5)"), at=node)


def _bound_before(target: Target, node: ast.Assign) -> bool:
    assert isinstance(node.targets[0], ast.Name)
    name = node.targets[0].id
    return any(
        isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store) and one.lineno < node.lineno
        for one in target.nodes
    )
