"""What is computed of a tensor, what lies outside of it, what is copied: reductions, borders, flags."""

import ast
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    bare,
    between,
    called,
    change,
    expressions,
    fitted,
    put,
)
from grader.repair.target import Target

_OTHERS = {
    "sum": ("mean",),
    "mean": ("sum",),
    "max": ("min", "amax", "argmax", "sum"),
    "min": ("max",),
    "amax": ("amin", "mean"),
    "amin": ("amax", "mean"),
    "argmax": ("argmin", "max"),
    "argmin": ("argmax",),
    "maximum": ("minimum", "add"),
    "minimum": ("maximum",),
    "nansum": ("nanmean",),
    "average": ("sum",),
    "median": ("max", "mean"),
    "prod": ("sum",),
    "std": ("var",),
    "var": ("std",),
    "cat": ("stack",),
    "max_pool2d": ("avg_pool2d",),
    "avg_pool2d": ("max_pool2d",),
    "MaxPool2d": ("AvgPool2d",),
    "AvgPool2d": ("MaxPool2d",),
    "AdaptiveMaxPool2d": ("AdaptiveAvgPool2d",),
    "adaptive_max_pool2d": ("adaptive_avg_pool2d",),
    "BatchNorm1d": ("BatchNorm2d",),
    "relu": ("tanh", "sigmoid"),
    "tanh": ("relu",),
    "sigmoid": ("relu", "tanh"),
    "ReLU": ("Tanh", "Sigmoid"),
    "Tanh": ("ReLU",),
    "Sigmoid": ("ReLU", "Tanh"),
    "LeakyReLU": ("ReLU",),
    "repeat": ("repeat_interleave",),
    "repeat_interleave": ("repeat",),
    "tile": ("repeat",),
    "rand": ("randn",),
    "randn": ("rand",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "empty": ("zeros",),
    "empty_like": ("zeros_like",),
}
_INF = 'float("-inf")'


@at_most(60)
def reductions(target: Target) -> Iterator[Change]:
    """`mean` <-> `sum`, `max` <-> `min`, `argmax`; a reduction dropped."""
    for node in target.nodes:
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(function, ast.Attribute) and function.attr in _OTHERS:
            end = target.span(function)[1]
            for new in _OTHERS[function.attr]:
                edit = Edit(start=end - len(function.attr.encode()), end=end, text=new)
                yield change(target, f"reduce:{function.attr}>{new}", "reduction", edit, at=node)
        elif isinstance(node, ast.Call) and isinstance(function, ast.Name) and function.id in ("max", "min"):
            new = "min" if function.id == "max" else "max"
            yield put(target, function, new, f"reduce:{function.id}>{new}", "reduction")
    for node in target.nodes:
        if (
            isinstance(node, ast.Call)
            and called(node) in ("sum", "mean")
            and isinstance(node.func, ast.Attribute)
            and not (isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "torch"))
        ):
            yield put(target, node, fitted(target, node, node.func.value), f"reduce:drop:{called(node)}", "reduction")


@at_most(40)
def reductions_added(target: Target) -> Iterator[Change]:
    """A value that is assigned or returned is summed, or averaged over the batch."""
    for node in target.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and isinstance(node.value, ast.BinOp | ast.Call):
            for form in (".sum()", ".sum(0)", ".mean(0)"):
                edits = around(target, node.value, "(", f"){form}")
                yield change(target, f"reduce:add{form}", "reduction", *edits, at=node)


@at_most(40)
def outsides(target: Target) -> Iterator[Change]:
    """What lies around the picture, or is there before the first number: zeros or minus infinity; the mode of pad."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) == "pad" and node.args and isinstance(node.func, ast.Attribute):
            word = "value" if not target.text(node.func).startswith(("np.", "numpy.")) else "constant_values"
            if not any(one.arg in ("value", "constant_values", "mode") for one in node.keywords):
                end = target.span(node)[1] - 1
                edit = Edit(start=end, end=end, text=f", {word}={_INF}")
                if not target.source[:end].rstrip().endswith(b","):
                    yield change(target, "outside:inf", "padding", edit, at=node)
        if (
            isinstance(node, ast.Call)
            and called(node) in ("zeros", "zeros_like", "new_zeros")
            and node.args
            and not isinstance(target.parents[node], ast.arguments)
        ):
            yield change(target, "outside:inf", "padding", *around(target, node, "(", f" + {_INF})"), at=node)
        if isinstance(node, ast.Call) and target.text(node).replace("'", '"') == _INF:
            minus = isinstance(target.parents[node], ast.UnaryOp)
            yield put(target, node, "0.0", f"outside:{'-' if minus else ''}zero", "padding")
        if isinstance(node, ast.Attribute) and node.attr in ("inf", "Inf", "infty"):
            if not isinstance(target.parents[node], ast.UnaryOp):
                yield put(target, node, f"(-{target.text(node)})", "outside:minus", "padding")
            yield put(target, node, "0.0", "outside:zero", "padding")
        if isinstance(node, ast.Constant) and node.value in (
            "reflect",
            "replicate",
            "circular",
            "edge",
            "symmetric",
            "wrap",
        ):
            quote = target.text(node)[-1]
            copies = "replicate" if node.value in ("reflect", "circular") else "reflect"
            copies = "edge" if node.value in ("symmetric", "wrap") else copies
            yield put(target, node, f"{quote}constant{quote}", "outside:constant", "padding")
            yield put(target, node, f"{quote}{copies}{quote}", "outside:copies", "padding")
        if isinstance(node, ast.Constant) and node.value == "constant":
            yield put(target, node, '"replicate"', "outside:copies", "padding")
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value == 0:
            yield put(target, node.value, _INF, "outside:inf", "padding")


@at_most(40)
def copies(target: Target) -> Iterator[Change]:
    """A copy where an argument would be changed, none where the gradient should pass; `a += b` -> `a = a + b`."""
    params = {one.arg for one in target.nodes if isinstance(one, ast.arg)}
    for node in target.nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            start, end = between(target, node.target, node.value)
            sign = target.source[start:end].strip(b" (\\\n").rstrip(b"=").decode()
            if sign in ("+", "-", "*", "/"):
                new = f"{node.target.id} = {node.target.id} {sign} {atom(target, node.value)}"
                yield put(target, node, new, "copy:augmented", "copy")
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in params:
            for method in (".clone()", ".copy()", ".detach()"):
                yield put(target, node.value, f"{node.value.id}{method}", f"copy:{method}", "copy")
        elif isinstance(node, ast.Call) and called(node).endswith("_") and isinstance(node.func, ast.Attribute):
            if not called(node).startswith("_"):
                end = target.span(node.func)[1]
                yield change(target, "copy:_", "copy", Edit(start=end - 1, end=end, text=""), at=node)
        elif isinstance(node, ast.Call) and called(node) == "state_dict":
            new = f"{{key: value.clone() for key, value in {target.text(node)}.items()}}"
            yield put(target, node, new, "copy:state", "copy")
    for node in target.nodes:
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and node.id in ("mean", "var", "mu", "unbiased")
        ):
            yield put(target, node, f"{node.id}.detach()", f"copy:detach:{node.id}", "copy")


@at_most(10)
def clamped(target: Target) -> Iterator[Change]:
    """A result kept from 0 to 1, or at 0 and above."""
    for node in target.nodes:
        if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Tuple):
            for bounds in ("0, 1", "min=0"):
                edits = around(target, node.value, "(", f").clamp({bounds})")
                yield change(target, f"clamp:{bounds}", "term", *edits, at=node)


@at_most(40)
def flags(target: Target) -> Iterator[Change]:
    """`True` <-> `False`, wherever it is written; `training` read instead of either."""
    names = [one for one in target.locals if one in ("training", "train", "is_train")]
    for node in expressions(target):
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield put(target, node, str(not node.value), f"flag:{not node.value}", "mode")
            for name in [*names, *(["self.training"] if target.attributes else [])]:
                yield put(target, node, name, f"flag:{name}", "mode")


@at_most(30)
def shortened(target: Target) -> Iterator[Change]:
    """Both operands of what is compared or subtracted in one shape: `a == b.view(-1, 1)`; an index `[0]` dropped."""
    for node in expressions(target):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant | ast.UnaryOp)
            and (not isinstance(node.value, ast.Attribute) or node.value.attr != "shape")
        ):
            yield put(target, node, fitted(target, node, node.value), "index:drop", "index")
        if isinstance(node, ast.Call) and called(node) in ("max", "min", "topk") and len(node.args) == 2:
            edit = Edit(start=target.span(node)[1], end=target.span(node)[1], text="[1]")
            yield change(target, "index:[1]", "index", edit, at=node)
        if isinstance(node, ast.Call) and called(node) == "flatten" and isinstance(node.func, ast.Attribute):
            new = f"{bare(target, node.args[0])}, 1" if len(node.args) == 1 and _is_module(node.func.value) else "1"
            if len(node.args) < 2 and new != target.text(node)[-2:-1] and "*" not in new:
                text = f"{target.text(node.func)}({new})"
                yield put(target, node, text, "flatten:1", "layer")


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("torch", "np", "F")
