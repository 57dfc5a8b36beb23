"""What an argument should decide and does not: conditions that do not ask for a flag, shares that are fixed."""

import ast
import re
from collections.abc import Iterator

from grader.repair.edits import Change
from grader.repair.operators.places import around, at_most, atom, bare, change, expressions, instead, put, symbol
from grader.repair.operators.unread import unread
from grader.repair.target import Target

_FLAG = re.compile(r"^(?:include|count|use|is|has|with|ceil|train|affine|full)|_mode$|training$")


@at_most(24)
def flags_asked(target: Target) -> Iterator[Change]:
    """`if rest:` -> `if ceil_mode and rest:`; `if training and w is not None` -> without the flag."""
    names = [one for one in target.locals if target.kinds.get(one) == "bool" or _FLAG.search(one)]
    names += [f"self.{one}" for one in sorted(target.attributes) if _FLAG.search(one)]
    for node in target.nodes:
        if not isinstance(node, ast.If | ast.IfExp):
            continue
        written = target.text(node.test)
        for name in names[:3]:
            if name not in written:
                edits = around(target, node.test, f"({name} and (", "))")
                yield change(target, f"flag:asked:{name}", "condition", *edits, at=node.test)
                edits = around(target, node.test, f"(not {name} and (", "))")
                yield change(target, f"flag:asked:not{name}", "condition", *edits, at=node.test)
            elif isinstance(node.test, ast.BoolOp) and name in [target.text(one) for one in node.test.values]:
                rest = [target.text(one) for one in node.test.values if target.text(one) != name]
                word = " and " if isinstance(node.test.op, ast.And) else " or "
                yield put(target, node.test, word.join(f"({one})" for one in rest), f"flag:left:{name}", "condition")


@at_most(24)
def shares(target: Target) -> Iterator[Change]:
    """`0.9 * old + 0.1 * new` -> `(1 - momentum) * old + momentum * new`, and the other way round."""
    for name in unread(target):
        for statement in target.nodes:
            if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return) or statement.value is None:
                continue
            held = [one for one in target.inside(statement.value) if isinstance(one, ast.Constant)]
            floats = [one for one in held if isinstance(one.value, float) and 0 < one.value < 1]
            if len(floats) == 2 and abs(float(floats[0].value) + float(floats[1].value) - 1) < 1e-9:  # type: ignore[arg-type]
                for at, texts in enumerate(((f"(1 - {name})", name), (name, f"(1 - {name})"))):
                    edits = [instead(target, one, text) for one, text in zip(floats, texts, strict=True)]
                    yield change(target, f"share:{name}:{at}", "running", *edits, at=statement)


@at_most(24)
def complements(target: Target) -> Iterator[Change]:
    """`(1 - m) * a` -> `m * a`, and `m * a` -> `(1 - m) * a` for what is a share."""
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and target.text(node.left) in ("1", "1.0"):
            yield put(target, node, atom(target, node.right), "complement:drop", "scale")
    for node in expressions(target):
        used = isinstance(node, ast.Name) and isinstance(target.parents[node], ast.BinOp | ast.Call)
        if used and target.kinds.get(node.id) == "float":  # type: ignore[attr-defined]
            yield put(target, node, f"(1 - {target.text(node)})", f"complement:{target.text(node)}", "scale")


@at_most(40)
def sums_for_products(target: Target) -> Iterator[Change]:
    """`(a) + (b)` -> `(a) * (b)` of two lengths; `(a + b) * c` -> `a * c + b`."""
    for node in expressions(target):
        if not isinstance(node, ast.BinOp):
            continue
        left, right = node.left, node.right
        plain = isinstance(left, ast.Name | ast.BinOp | ast.Subscript) and isinstance(
            right, ast.Name | ast.BinOp | ast.Subscript
        )
        if isinstance(node.op, ast.Add) and plain:
            edit = symbol(target, left, right, "+", "*")
            if edit is not None:
                yield change(target, "sum:product", "term", edit, at=node)
        if isinstance(node.op, ast.Mult | ast.Div) and isinstance(left, ast.BinOp):
            sign = "*" if isinstance(node.op, ast.Mult) else "/"
            if isinstance(left.op, ast.Add | ast.Sub):
                inner = "+" if isinstance(left.op, ast.Add) else "-"
                new = f"({atom(target, left.left)} {sign} {atom(target, right)} {inner} {atom(target, left.right)})"
                yield put(target, node, new, "affine:after", "affine")
        if isinstance(node.op, ast.Add) and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
            new = f"(({bare(target, left.left)} + {atom(target, right)}) * {atom(target, left.right)})"
            yield put(target, node, new, "affine:before", "affine")


@at_most(24)
def kept_of_before(target: Target) -> Iterator[Change]:
    """`momentum * mean` -> `(1 - momentum) * running_mean + momentum * mean`; `x.numel()` -> for each channel."""
    olds = [one for one in target.locals if "running" in one]
    olds += [f"self.{one}" for one in sorted(target.attributes) if "running" in one or one in ("mean", "var")]
    shares = [one for one in target.locals if "momentum" in one]
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and len(node.targets) == 1:
            into = target.text(node.targets[0])
            for share in shares[:1] if isinstance(node.value.op, ast.Mult) else ():
                likely = sorted(olds, key=lambda one, into=into: one[-3:] != into[-3:])  # type: ignore[misc]
                for at, old in enumerate(likely[:2] if share in target.text(node.value) else ()):
                    edits = around(target, node.value, f"((1 - {share}) * {old} + ", ")")
                    yield change(target, f"kept:{at}", "running", *edits, at=node)
    for node in expressions(target):
        counted = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "numel"
        size = isinstance(node, ast.Attribute) and node.attr == "size"
        above = target.parents[node]
        if (counted or size) and not (isinstance(above, ast.Call) and above.func is node):
            held = target.text(node).rsplit(".", 1)[0]
            edits = around(target, node, "(", f" // {held}.shape[1])")
            yield change(target, "count:of_channel", "scale", *edits, at=node)


@at_most(24)
def families_of_names(target: Target) -> Iterator[Change]:
    """`running_mean`, `running_var` -> `mean`, `var`: what names have in front is dropped, or put there, for all."""
    known = set(target.locals)
    for node in target.nodes:
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        front, _, name = node.id.rpartition("_")
        if front and name in known:
            yield put(target, node, name, f"front:drop:{front}", "running")
        for other in known:
            before, _, rest = other.rpartition("_")
            if before and rest == node.id:
                yield put(target, node, other, f"front:put:{before}", "running")
