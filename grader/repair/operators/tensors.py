"""Shapes: which axes, in which order, flipped or not, with how many dimensions."""

import ast
from collections.abc import Iterator
from itertools import pairwise, permutations

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import (
    at_most,
    atom,
    called,
    change,
    expressions,
    fitted,
    instead,
    put,
    role,
)
from grader.repair.target import Target

_AXES = ("0", "1", "2", "3", "-1", "(0, 2, 3)", "(2, 3)", "(1, 2, 3)", "(0, 1)", "(0, 2)", "(1, 2)")
_REDUCTIONS = (
    *("sum", "mean", "max", "min", "amax", "amin", "argmax", "argmin", "var", "std", "norm", "softmax", "cat"),
    *("var_mean", "std_mean", "prod", "cumsum"),
)
_ALONG = (*_REDUCTIONS, "stack", "flip", "roll", "unsqueeze", "squeeze", "flatten", "split", "chunk", "log_softmax")
_SHAPED = ("transpose", "permute", "flip", "unsqueeze", "squeeze", "view", "reshape", "contiguous", "flatten", "t")
_KINDS = ("int", "long", "float", "double", "half", "cuda", "cpu", "detach", "clone", "copy", "abs", "round", "clamp")


@at_most(40)
def new_axes(target: Target) -> Iterator[Change]:
    """`None` (`np.newaxis`) dropped from an index or moved; `x[:, None]` -> `x[None]`."""
    for node in target.nodes:
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
            continue
        elements = node.slice.elts
        for at, element in enumerate(elements):
            if target.text(element) in ("None", "np.newaxis", "numpy.newaxis"):
                yield change(target, f"newaxis:drop{at}", "broadcasting", _without(target, elements, at), at=node)
                for other in (at + 1, at - 1):
                    if 0 <= other < len(elements) and target.text(elements[other]) != target.text(element):
                        edits = _exchanged(target, element, elements[other])
                        yield change(target, f"newaxis:move{at}", "broadcasting", *edits, at=node)


def _without(target: Target, elements: list[ast.expr], at: int) -> Edit:
    """An element and the comma that parts it from its neighbour taken away."""
    if at + 1 < len(elements):
        return Edit(start=target.span(elements[at])[0], end=target.span(elements[at + 1])[0], text="")
    if at:
        return Edit(start=target.span(elements[at - 1])[1], end=target.span(elements[at])[1], text="")
    return instead(target, elements[at], "")


def _exchanged(target: Target, one: ast.AST, other: ast.AST) -> tuple[Edit, Edit]:
    return instead(target, one, target.text(other)), instead(target, other, target.text(one))


@at_most(100)
def axes(target: Target) -> Iterator[Change]:
    """The axis of a reduction: another one, one more, none, one where there was none."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) not in _ALONG or not isinstance(node.func, ast.Attribute):
            continue
        place = _axis_place(node)
        if place is not None:
            was = target.text(place).replace(" ", "")
            for new in _AXES:
                if new.replace(" ", "") != was:
                    yield put(target, place, new, f"axis:{new}", "axis")
        elif not node.args and not node.keywords and called(node) in ("sum", "mean", "argmax", "var", "std"):
            end = target.span(node)[1] - 1
            for new in ("0", "1", "(0, 2, 3)", "(2, 3)", "-1"):
                edit = Edit(start=end, end=end, text=new)
                yield change(target, f"axis:{new}", "axis", edit, at=node)


def _axis_place(node: ast.Call) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg in ("dim", "axis"):
            return keyword.value
    module = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    name = node.func.value.id if module else ""  # type: ignore[attr-defined]
    args = node.args[1:] if name in ("torch", "np", "numpy", "F") else node.args
    return args[0] if args and not isinstance(args[0], ast.Starred) else None


@at_most(60)
def dropped_calls(target: Target) -> Iterator[Change]:
    """`x.flip(2, 3)` -> `x`, `x.detach()` -> `x`, `np.flip(x, 0)` -> `x`, `x[::-1]` -> `x`, `x.T` -> `x`."""
    for node in expressions(target):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, node.func.value
            module = isinstance(owner, ast.Name) and owner.id in ("np", "numpy", "torch", "F")
            if name in (*_SHAPED, *_KINDS, "rot90", "fliplr", "flipud", "exp", "log", "relu", "tanh"):
                inner = node.args[0] if module and node.args else owner
                if not isinstance(inner, ast.Starred):
                    family = _family(name)
                    yield put(target, node, fitted(target, node, inner), f"call:drop:{name}", family)
        elif isinstance(node, ast.Attribute) and node.attr in ("T", "mT", "data"):
            family = "copy" if node.attr == "data" else "order"
            yield put(target, node, fitted(target, node, node.value), f"call:drop:{node.attr}", family)
        elif isinstance(node, ast.Subscript) and "::-1" in target.text(node.slice).replace(" ", ""):
            yield put(target, node, fitted(target, node, node.value), "call:drop:[::-1]", "kernel")
            start, end = target.span(node.slice)
            written = target.source[start:end].decode()
            new = written.replace("::-1", ":", 1)
            yield change(target, "call:drop:one", "kernel", Edit(start=start, end=end, text=new), at=node)


def _family(name: str) -> str:
    if name in ("flip", "rot90", "fliplr", "flipud"):
        return "kernel"
    if name in ("detach", "clone", "copy"):
        return "copy"
    if name in ("int", "long", "float", "double", "half"):
        return "dtype"
    return "broadcasting" if name in ("unsqueeze", "squeeze") else "order"


@at_most(40)
def flips(target: Target) -> Iterator[Change]:
    """A kernel flipped on both axes, or turned over its diagonal, where it is read."""
    flip = "np.flip({}, (-2, -1))" if "torch" not in target.others and "np" in target.others else "{}.flip(-2, -1)"
    turned = "{}.swapaxes(-2, -1)"
    for node in target.nodes:
        name = node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else ""
        if name in (
            "w",
            "W",
            "weight",
            "weights",
            "kernel",
            "filters",
            "kernels",
            "grad_weight",
            "dw",
            "grad_out",
            "dout",
        ) and (not isinstance(target.parents[node], ast.Attribute) or called(target.parents[target.parents[node]])):
            yield put(target, node, flip.format(name), f"flip:{name}", "kernel")
            yield put(target, node, turned.format(name), f"turn:{name}", "kernel")
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and _is_matrix(target, node):
            yield put(target, node, f"{node.id}.T", "turn:T", "kernel")
    for node in target.nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and isinstance(node.ctx, ast.Load):
            yield from _indices(target, node.slice.elts)


def _is_matrix(target: Target, node: ast.Name) -> bool:
    above = target.parents[node]
    framed = isinstance(above, ast.Subscript) and target.text(above.slice).replace(" ", "") == "None,None"
    return framed or target.kinds.get(node.id, "") in ("tensor2", "array2")


def _indices(target: Target, elements: list[ast.expr]) -> Iterator[Change]:
    """`w[:, :, j, i]` -> `w[:, :, i, j]`: also for names that are no twins by their spelling."""
    for one, other in pairwise(elements):
        first, second = target.text(one), target.text(other)
        if first != second and isinstance(one, ast.Name | ast.BinOp) and isinstance(other, ast.Name | ast.BinOp):
            yield change(target, "turn:indices", "index", *_exchanged(target, one, other), at=one)


@at_most(80)
def orders(target: Target) -> Iterator[Change]:
    """Arguments of permute, transpose, reshape, view in another order; `view` for `permute`; letters of an einsum."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name = node.func.attr
        if name in ("view", "reshape", "permute", "transpose", "pad"):
            elements = _listed(node)
            for at, (one, other) in enumerate(pairwise(elements)):
                if target.text(one) != target.text(other):
                    yield change(target, f"order:{name}:{at}", "order", *_exchanged(target, one, other), at=node)
            if name in ("view", "reshape") and len(elements) in (3, 4):
                yield from _permuted(target, node, len(elements))
        elif name == "einsum" and node.args and isinstance(node.args[0], ast.Constant):
            yield from _einsum(target, node.args[0])
        elif name == "swapaxes" and len(node.args) == 2:
            yield put(target, node, fitted(target, node, node.func.value), "call:drop:swapaxes", "order")
    for node in target.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            for side in (node.left, node.right):
                yield put(target, side, f"{atom(target, side)}.T", "order:T", "order")


def _listed(node: ast.Call) -> list[ast.expr]:
    elements = list(node.args)
    if elements and isinstance(elements[-1], ast.Tuple | ast.List):
        elements = list(elements[-1].elts)
    return [one for one in elements if not isinstance(one, ast.Starred)]


def _permuted(target: Target, node: ast.Call, size: int) -> Iterator[Change]:
    assert isinstance(node.func, ast.Attribute)
    owner = node.func.value
    if isinstance(owner, ast.Name) and owner.id in ("np", "torch"):
        return
    likely = {
        4: ((0, 3, 1, 2), (0, 2, 3, 1), (0, 1, 3, 2), (1, 0, 2, 3), (1, 2, 3, 0)),
        3: tuple(permutations(range(3))),
    }
    method = "permute" if "torch" in target.others else "transpose"
    for order in likely[size]:
        new = f"{atom(target, owner)}.{method}{order}"
        yield put(target, node, new, f"order:{order}", "order")


def _einsum(target: Target, node: ast.Constant) -> Iterator[Change]:
    written = target.text(node)
    head, arrow, result = written.partition("->")
    letters = result.rstrip("'\"")
    for at in range(len(letters) - 1):
        if arrow and letters[at].isalpha() and letters[at + 1].isalpha():
            turned = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
            yield put(target, node, head + arrow + turned + result[len(letters) :], "order:einsum", "order")


@at_most(20)
def broadcast(target: Target) -> Iterator[Change]:
    """Axes put behind a vector of channels, `x - mean` -> `x - mean[:, None, None]`."""
    for form in ("{}[:, None, None]", "{}[None, :, None, None]"):
        for node in target.nodes:
            if (
                isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Load)
                and isinstance(target.parents[node], ast.BinOp)
            ):
                word = node.id.lower()
                if role(word) in ("scale", "shift") or "mean" in word or "var" in word or "std" in word or word == "mu":
                    yield put(target, node, form.format(node.id), f"broadcast:{form}", "broadcasting")
