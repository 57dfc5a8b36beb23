"""Calls that lack something or that are too much: absolute values, the order of a sort, the border that is copied."""

import ast
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import at_most, atom, called, change, expressions, fitted, instead, put
from grader.repair.target import Target


@at_most(20)
def absolutes(target: Target) -> Iterator[Change]:
    """`d.max()` -> `d.abs().max()`, `(a - b) ** 2` -> `(a - b).abs()`."""
    for node in expressions(target):
        reduced = called(node) in ("max", "mean", "sum")
        if reduced and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            plain = isinstance(owner, ast.BinOp) and isinstance(owner.op, ast.Sub)
            if not node.args and not node.keywords and (plain or isinstance(owner, ast.Name)):
                yield put(target, owner, f"{atom(target, owner)}.abs()", "abs:add", "sign")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and target.text(node.right) == "2":
            yield put(target, node, f"{atom(target, node.left)}.abs()", "abs:square", "scale")


@at_most(20)
def completed(target: Target) -> Iterator[Change]:
    """`argsort(x)` -> `argsort(x, descending=True)`, `pad` with copies, `(3, 2)` -> `(2, 3)`, `scatter_add_`."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, end = node.func.attr, target.span(node)[1] - 1
        said = {one.arg for one in node.keywords}
        numpy = target.text(node.func).startswith(("np.", "numpy."))
        if target.source[:end].rstrip().endswith(b","):
            continue
        if name in ("argsort", "sort") and not numpy and "descending" not in said:
            text = f"{', ' if node.args or said else ''}descending=True"
            yield change(target, "descending", "order", Edit(start=end, end=end, text=text), at=node)
        if name == "pad" and "mode" not in said and 2 <= len(node.args) < 3 and "value" not in said:
            text = ', mode="edge"' if numpy else ', mode="replicate"'
            yield change(target, "outside:copies", "padding", Edit(start=end, end=end, text=text), at=node)
        if name in ("scatter_", "index_copy_"):
            stop = target.span(node.func)[1]
            new = "scatter_add_" if name == "scatter_" else "index_add_"
            edit = Edit(start=stop - len(name), end=stop, text=new)
            yield change(target, f"accumulate:{new}", "accumulate", edit, at=node)
        if name in ("roll", "flip", "transpose", "swapaxes"):
            for given in [*node.args, *(one.value for one in node.keywords)]:
                if isinstance(given, ast.Tuple) and len(given.elts) == 2:
                    first, second = given.elts
                    edits = instead(target, first, target.text(second)), instead(target, second, target.text(first))
                    yield change(target, "pair:exchanged", "axes_swapped", *edits, at=node)
        if name in ("maximum", "minimum", "clamp", "clip") and node.args:
            module = isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy", "torch")
            inner = node.args[0] if module else node.func.value
            if not isinstance(inner, ast.Starred):
                yield put(target, node, fitted(target, node, inner), f"call:drop:{name}", "term")
