"""What was meant: conditions that say too little, defaults, flags turned round, values that have a name already."""

import ast
import re
from collections.abc import Iterator

from grader.repair.edits import Change
from grader.repair.operators.axes import axis_of, twins
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    called,
    change,
    expressions,
    fitted,
    put,
    role,
    spellings,
)
from grader.repair.target import Target

_START = re.compile(r"start|begin|top|left|[a-z]0$|^off|lo$")
_FLAG = re.compile(r"^(?:include|count|use|is|has|with|ceil|train|affine|full)|_mode$|bias$")


@at_most(30)
def conditions_widened(target: Target) -> Iterator[Change]:
    """`if a != b` -> `if stride != 1 or a != b`; one half of `a or b` left out."""
    tests = [one.test for one in target.nodes if isinstance(one, ast.If | ast.IfExp)]
    for test in tests:
        written = target.text(test)
        for stride in spellings(target, "stride")[:1]:
            if stride not in written and isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.NotEq):
                edits = around(target, test, f"({stride} != 1 or (", "))")
                yield change(target, "if:or_stride", "condition", *edits, at=test)
    known = [target.text(one) for one in tests if isinstance(one, ast.Compare)]
    for node in target.nodes:
        if isinstance(node, ast.BoolOp) and len(node.values) == 2:
            for at, value in enumerate(node.values):
                yield put(target, node, fitted(target, node, value), f"if:only{at}", "condition")
    for test in tests:
        for other in dict.fromkeys(known):
            if isinstance(test, ast.Compare | ast.Name) and other != target.text(test) and "\n" not in other:
                for word in ("and", "or"):
                    edits = around(target, test, "((", f") {word} {other})")
                    yield change(target, f"if:{word}:{other}"[:60], "condition", *edits, at=test)


@at_most(12)
def defaults(target: Target) -> Iterator[Change]:
    """What stands for an argument that is None: a stride is the kernel's side."""
    kernels = spellings(target, "kernel")
    attributes = sorted(f"self.{one}" for one in target.attributes if role(one) == "kernel")
    for node in target.nodes:
        if isinstance(node, ast.IfExp) and "None" in target.text(node.test):
            value: ast.expr = node.orelse if "not" in target.text(node.test) else node.body
        elif isinstance(node, ast.If) and target.text(node.test).endswith("is None") and len(node.body) == 1:
            only = node.body[0]
            if not isinstance(only, ast.Assign):
                continue
            value = only.value
        else:
            continue
        if role(target.text(value)) != "kernel":
            whole = [one.arg for one in target.nodes if isinstance(one, ast.arg) and role(one.arg) == "kernel"]
            pair = [f"({kernels[0]}, {kernels[1]})"] if len(kernels) > 1 else []
            for name in list(dict.fromkeys([*attributes, *whole, *pair, *kernels]))[:4]:
                yield put(target, value, name, f"default:{name}", "stride")


@at_most(30)
def unused_named(target: Target) -> Iterator[Change]:
    """A parameter that is never read: constants may stand for it, `Linear(84, 10)` -> `Linear(84, num_classes)`."""
    read = {one.id for one in target.nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    unused = [one.arg for one in target.nodes if isinstance(one, ast.arg) and one.arg not in read | {"self", "cls"}]
    for name in unused[:3]:
        kind = target.kinds.get(name, "")
        for node in expressions(target):
            if isinstance(node, ast.Constant) and not isinstance(node.value, str | bytes):
                held = type(node.value).__name__
                above = target.parents[node]
                if (not kind or kind == held) and not isinstance(above, ast.arguments | ast.Expr | ast.Subscript):
                    yield put(target, node, name, f"unused:{name}:{target.text(node)[:40]}", "name")


@at_most(24)
def negated(target: Target) -> Iterator[Change]:
    """A flag turned round where it is handed on, `f(x, not ceil_mode)`; a number that a flag should decide."""
    flags = [one for one in target.locals if target.kinds.get(one) == "bool" or _FLAG.search(one)]
    for node in target.nodes:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) and isinstance(node.operand, ast.Name):
            yield put(target, node, node.operand.id, f"flag:plain:{node.operand.id}", "condition")
        elif isinstance(node, ast.Name) and node.id in flags and isinstance(node.ctx, ast.Load):
            above = target.parents[node]
            if isinstance(above, ast.Call | ast.keyword | ast.Assign) and not _handed(target, node):
                yield put(target, node, f"(not {node.id})", f"flag:not:{node.id}", "condition")
    parameters = [one.arg for one in target.nodes if isinstance(one, ast.arg) and one.arg in flags]
    attributes = [f"self.{one}" for one in sorted(target.attributes) if _FLAG.search(one)]
    for node in expressions(target):
        if (
            isinstance(node, ast.Constant)
            and node.value in (0.0, 1.0)
            and isinstance(target.parents[node], ast.keyword)
        ):
            for name in [*parameters, *attributes][:2]:
                new = name if isinstance(node.value, bool) else f"float({name})"
                yield put(target, node, new, f"flag:{new}", "condition")


def _handed(target: Target, node: ast.AST) -> bool:
    """Whether it goes to a function or a class of the student's own, which may be what is wrong."""
    above = target.parents[node]
    if isinstance(above, ast.Assign):  # `self.training = training`
        return target.text(above.targets[0]) == f"self.{target.text(node)}"
    above = target.parents[above] if isinstance(above, ast.keyword) else above
    return isinstance(above, ast.Call) and isinstance(above.func, ast.Name) and above.func.id in target.others


@at_most(20)
def computed_before(target: Target) -> Iterator[Change]:
    """A value computed anew -> the name that holds it: `loss_fn(model(x), y)` -> `loss`."""
    held: dict[str, list[tuple[str, int]]] = {}
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Call):
            held.setdefault(called(node.value), []).append((node.targets[0].id, node.lineno))
    for node in expressions(target):
        if isinstance(node, ast.Call) and called(node) in held and called(node):
            for name, line in held[called(node)]:
                if line < node.lineno and not (
                    isinstance(target.parents[node], ast.Assign)
                    and target.text(target.parents[node].targets[0]) == name  # type: ignore[attr-defined]
                ):
                    yield put(target, node, name, f"held:{name}", "order")


@at_most(24)
def starts_added(target: Target) -> Iterator[Change]:
    """A place within the window -> one in the picture: `flat // k`, `flat % k` -> `h0 + flat // k`, `w0 + flat % k`."""
    starts = [one for one in target.locals if _START.search(one) and axis_of(one) != "w"]
    pairs = [(one, other) for one in starts for other in twins(target, one)[:1]]
    statements: dict[ast.stmt, list[ast.BinOp]] = {}
    for node in target.nodes:
        whole = not isinstance(target.parents.get(node), ast.BinOp)
        if whole and isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod):
            statements.setdefault(target.statement_of(node), []).append(node)
    everything = [one for several in statements.values() for one in several]
    groups = [*statements.values(), *([everything] if len(statements) > 1 else [])]
    for nodes in groups:
        kinds = {type(one.op) for one in nodes}
        for rows, columns in pairs[:4] if len(kinds) == 2 and len(nodes) == 2 else ():
            edits = [
                edit
                for one in nodes
                for edit in around(target, one, f"({rows if isinstance(one.op, ast.FloorDiv) else columns} + ", ")")
            ]
            yield change(target, "start:add", "index", *edits, at=tuple(nodes))


@at_most(20)
def norms_of(target: Target) -> Iterator[Change]:
    """`x.abs().max()`, `(x ** 2).sum()` -> `x.norm()`, and a rounding left out."""
    words = ("sum", "mean", "max")
    for node in expressions(target):
        if isinstance(node, ast.Call) and called(node) == "round" and len(node.args) == 2:
            yield put(target, node, fitted(target, node, node.args[0]), "round:none", "rounding")
        if not isinstance(node, ast.Call) or called(node) not in words or not isinstance(node.func, ast.Attribute):
            continue
        inner = node.func.value
        if isinstance(inner, ast.Call) and called(inner) == "abs" and isinstance(inner.func, ast.Attribute):
            if not node.args and not inner.args:
                yield put(target, node, f"{target.text(inner.func.value)}.norm()", "norm", "reduction")
        elif isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Pow) and not node.args:
            yield put(target, node, f"{atom(target, inner.left)}.norm()", "norm", "reduction")


@at_most(12)
def other_functions(target: Target) -> Iterator[Change]:
    """`sum(shape)` -> `math.prod(shape)` or a product of one's own; `sobel_x` -> `sobel_y`, names of the module."""
    products = [one for one in sorted(target.others) if "prod" in one or one == "numel"]
    products += ["math.prod"] if "math" in target.others else []
    for node in target.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum":
            for other in products[:2]:
                yield put(target, node.func, other, f"function:{other}", "reduction")
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in target.others:
            for other in twins(target, node.id, target.others)[:1]:
                yield put(target, node, other, f"twin:{node.id}>{other}", "axes_swapped")


@at_most(20)
def dropped_twice(target: Target) -> Iterator[Change]:
    """`a // 2 * 2` -> `a`: two operations that were too many."""
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.left, ast.BinOp):
            inner = node.left
            if target.text(inner.right) == target.text(node.right) and type(inner.op) is not type(node.op):
                yield put(target, node, fitted(target, node, inner.left), "drop:twice", "rounding")
