"""Too much or too little of a thing: all for each, the first for all, every n-th for a run, the corner."""

import ast
from collections.abc import Iterator

from grader.repair.edits import Change
from grader.repair.operators.places import at_most, atom, called, change, fitted, instead, put, role, spellings
from grader.repair.target import Target

_REDUCTIONS = {"min": "amin", "max": "amax", "mean": "mean", "sum": "sum", "var": "var", "std": "std", "norm": "norm"}
_MODULES = ("torch", "np", "numpy", "F")


@at_most(60)
def over_some(target: Target) -> Iterator[Change]:
    """`w.min()` over everything -> over all dimensions but one, or over the picture only, kept or not."""
    for node in target.nodes:
        if (
            not isinstance(node, ast.Call)
            or called(node) not in _REDUCTIONS
            or not isinstance(node.func, ast.Attribute)
        ):
            continue
        module = isinstance(node.func.value, ast.Name) and node.func.value.id in _MODULES
        held = node.args[0] if module and len(node.args) == 1 else node.func.value
        if (node.args and not module) or any(one.arg in ("dim", "axis") for one in node.keywords):
            continue
        kind = _kind(target, held)
        rank = int(kind[-1]) if kind[:-1] in ("tensor", "array") and kind[-1:].isdigit() else 4
        array = kind.startswith("array")
        keep, word = ("keepdims", "axis") if array else ("keepdim", "dim")
        name = called(node) if array else _REDUCTIONS[called(node)]
        more = "".join(f", {target.text(one)}" for one in node.keywords)
        for left in dict.fromkeys((0, 1)) if rank > 1 else ():
            over = tuple(one for one in range(rank) if one != left)
            for kept in (f", {keep}=True", ""):
                new = f"{fitted(target, node, held)}.{name}({word}={over}{kept}{more})"
                yield put(target, node, new, f"over:{left}{kept}", "axis")
        for kept in (f", {keep}=True", "") if rank in (2, 3) else ():
            new = f"{fitted(target, node, held)}.{name}({word}=-1{kept}{more})"
            yield put(target, node, new, f"over:last{kept}", "axis")
        if rank == 4:
            for kept in (f", {keep}=True", ""):
                new = f"{fitted(target, node, held)}.{name}({word}=(2, 3){kept}{more})"
                yield put(target, node, new, f"over:picture{kept}", "axis")


@at_most(20)
def first_only(target: Target) -> Iterator[Change]:
    """`x[0].mean(dim=(1, 2))` -> `x.mean(dim=(0, 2, 3))`: all pictures, and the dimensions one further on."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        held = node.func.value
        if not isinstance(held, ast.Subscript) or not isinstance(held.slice, ast.Constant | ast.UnaryOp):
            continue
        named = [one.value for one in node.keywords if one.arg in ("dim", "axis")]
        dims = named[0] if named else node.args[0] if node.args else None
        numbers = dims.elts if isinstance(dims, ast.Tuple | ast.List) else [dims] if dims is not None else []
        written = [one.value for one in numbers if isinstance(one, ast.Constant) and type(one.value) is int]
        if dims is None or len(written) < len(numbers):
            continue
        later = ", ".join(str(one + 1) for one in written if isinstance(one, int) and one >= 0)
        start, end = target.span(node)
        first, last = target.span(dims)
        inner = target.span(held)
        behind = target.source[inner[1] : first].decode()
        text = f"{target.text(held.value)}{behind}(0, {later}){target.source[last:end].decode()}"
        if start == inner[0]:
            yield put(target, node, text, "index:all", "index")


@at_most(20)
def own_conditions(target: Target) -> Iterator[Change]:
    """`a if x is None or y is None else y[c]` -> only the half that asks for what is used."""
    for node in target.nodes:
        if not isinstance(node, ast.IfExp) or not isinstance(node.test, ast.BoolOp):
            continue
        used = {one.id for part in (node.body, node.orelse) for one in ast.walk(part) if isinstance(one, ast.Name)}
        for value in node.test.values:
            asked = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
            if asked & used:
                yield put(target, node.test, fitted(target, node.test, value), "if:own", "condition")
                break


@at_most(12)
def of_gradients(target: Target) -> Iterator[Change]:
    """`p.norm()` -> `p.grad.norm()` for parameters, and the other way round."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        held = node.func.value
        if isinstance(held, ast.Attribute) and held.attr == "grad":
            yield put(target, held, target.text(held.value), "grad:of", "name")
        elif isinstance(held, ast.Name) and b".grad" in target.source and called(node) not in ("backward", "append"):
            yield put(target, held, f"{held.id}.grad", "grad:of", "name")


@at_most(24)
def runs(target: Target) -> Iterator[Change]:
    """`w[g::groups]` -> `w[g * size:(g + 1) * size]`, with what the function has for a size."""
    sizes = [name for name in target.locals if target.kinds.get(name) == "int"]
    for node in target.nodes:
        if not isinstance(node, ast.Slice) or node.lower is None or node.step is None or node.upper is not None:
            continue
        begin, step = target.text(node.lower), target.text(node.step)
        held = _sliced(target, node, step)
        if held:
            yield put(target, node, f"{begin} * {held}:({begin} + 1) * {held}", "slice:run", "groups")
        for at, size in enumerate(one for one in sizes if one not in (begin, step)):
            yield put(target, node, f"{begin} * {size}:({begin} + 1) * {size}", f"slice:run~{at}", "groups")


def _sliced(target: Target, node: ast.Slice, parts: str) -> str:
    """How many of the axis make one of the parts: `(w.shape[0] // groups)`."""
    above = target.parents[node]
    at = above.elts.index(node) if isinstance(above, ast.Tuple) else 0
    whole = target.parents[above] if isinstance(above, ast.Tuple) else above
    return f"({target.text(whole.value)}.shape[{at}] // {parts})" if isinstance(whole, ast.Subscript) else ""


@at_most(16)
def dilated(target: Target) -> Iterator[Change]:
    """`row * stride + a` -> `row * stride + a * dilation`, for what counts the numbers of the kernel."""
    gaps = spellings(target, "dilation")
    loops = [one for one in target.nodes if isinstance(one, ast.For | ast.comprehension) and _over_kernel(one.iter)]
    names = list(dict.fromkeys(one.target.id for one in loops if isinstance(one.target, ast.Name)))
    gap_of = dict(zip(names, gaps, strict=False)) if len(gaps) >= len(names) else dict.fromkeys(names, *gaps[:1])
    for node in target.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
            continue
        for side in (node.left, node.right):
            if isinstance(side, ast.Name) and gap_of.get(side.id):
                yield put(target, side, f"{side.id} * {gap_of[side.id]}", "dilated", "dilation")


def _over_kernel(node: ast.expr) -> bool:
    """`range(kh)`, `range(kernel_size[0])`."""
    if called(node) != "range" or not isinstance(node, ast.Call) or len(node.args) != 1:
        return False
    names = [one.id for one in ast.walk(node.args[0]) if isinstance(one, ast.Name)]
    names += [one.attr for one in ast.walk(node.args[0]) if isinstance(one, ast.Attribute)]
    return any(role(one) == "kernel" for one in names)


@at_most(16)
def inside_the_border(target: Target) -> Iterator[Change]:
    """`padded[:, :, :H, :W] = x` -> `padded[:, :, p:p + H, p:p + W] = x`."""
    pads = spellings(target, "padding")
    for node in target.nodes if pads else ():
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
            continue
        slices = [one for one in node.slice.elts if isinstance(one, ast.Slice)]
        begun = [one for one in slices if one.lower is None and one.upper is not None and one.step is None]
        if not begun:
            continue
        edits = []
        for at, one in enumerate(begun):
            pad = pads[min(at, len(pads) - 1)]
            assert one.upper is not None
            edits.append(instead(target, one, f"{pad}:{pad} + {atom(target, one.upper)}"))
        yield change(target, "slice:inside", "padding", *edits, at=node)


def _kind(target: Target, node: ast.expr) -> str:
    return target.kinds.get(node.id, "") if isinstance(node, ast.Name) else ""
