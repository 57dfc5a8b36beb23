"""Normalisation: eps and the root, gamma and beta, variances, running statistics, kept dimensions."""

import ast
import re
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    bare,
    called,
    change,
    expressions,
    fitted,
    instead,
    is_number,
    put,
    ranked,
    role,
    spellings,
)
from grader.repair.target import Target


@at_most(40)
def eps_moved(target: Target) -> Iterator[Change]:
    """`sqrt(v) + eps` -> `sqrt(v + eps)` and back; eps added under a root; eps dropped."""
    names = spellings(target, "eps") or ["1e-5"]
    for node in expressions(target):
        inside = _under_root(node)
        if inside is None:
            continue
        parent = target.parents[node]
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add) and parent.left is node:
            eps = atom(target, parent.right)
            under = target.source[target.span(node)[0] : target.span(inside)[0]].decode()
            behind = target.source[target.span(inside)[1] : target.span(node)[1]].decode()
            if "\n" not in under + behind:
                new = f"{under}({bare(target, inside)} + {eps}){behind}"
                yield put(target, parent, new, "eps:in", "eps")
        if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Add):
            start, end = target.span(node)
            begin, stop = target.span(inside)
            before, after = target.source[start:begin].decode(), target.source[stop:end].decode()
            new = f"({before}{atom(target, inside.left)}{after} + {atom(target, inside.right)})"
            yield put(target, node, new, "eps:out", "eps")
            yield put(target, inside, fitted(target, inside, inside.left), "eps:drop", "eps")
        else:
            for eps in names[:1]:
                yield change(target, "eps:add", "eps", *around(target, inside, "(", f" + {eps})"), at=node)
                yield change(target, "eps:add_out", "eps", *around(target, node, "(", f" + {eps})"), at=node)
    for node in expressions(target):
        if is_number(node) and isinstance(node, ast.Constant) and 0 < node.value < 0.01:  # type: ignore[operator]
            for eps in spellings(target, "eps")[:1]:
                if not isinstance(target.parents[node], ast.arguments):
                    yield put(target, node, eps, "eps:name", "eps")


def _under_root(node: ast.expr) -> ast.expr | None:
    """What `sqrt(v)`, `v.sqrt()`, `v ** 0.5`, `rsqrt(v)` takes the root of."""
    if isinstance(node, ast.Call) and called(node) in ("sqrt", "rsqrt"):
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            return node.args[0]
        if not node.args and isinstance(node.func, ast.Attribute):
            return node.func.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        exponent = node.right.operand if isinstance(node.right, ast.UnaryOp) else node.right
        if (isinstance(exponent, ast.Constant) and exponent.value == 0.5) or isinstance(exponent, ast.BinOp):
            return node.left
    return None


@at_most(40)
def affine(target: Target) -> Iterator[Change]:
    """`* gamma + beta` after a value that is returned or assigned, or one of both; with axes for channels."""
    scales, shifts = spellings(target, "scale")[:2], spellings(target, "shift")[:2]
    if re.search("back|grad|_bwd", target.qualname):  # a gradient is scaled inside: unused_added
        return
    shaped = ("{}", "{}[:, None, None]", "{}[None, :, None, None]")
    for form in shaped:
        for node in _results(target):
            for scale in scales:
                for shift in shifts:
                    text = f" * {form.format(scale)} + {form.format(shift)})"
                    yield change(
                        target,
                        ranked(f"affine:{form}", scales.index(scale) + shifts.index(shift)),
                        "affine",
                        *around(target, node, "((", ")" + text),
                        at=node,
                    )
            for name, sign in [*((one, "+") for one in shifts), *((one, "*") for one in scales)]:
                if name not in target.text(node):
                    edits = around(target, node, "((", f") {sign} {form.format(name)})")
                    yield change(target, f"affine:{sign}{name}{form}", "affine", *edits, at=node)


def _results(target: Target) -> list[ast.expr]:
    """What is returned, and what is assigned to a name that is returned; the last first."""
    found: list[ast.expr] = []
    returned: set[str] = set()
    for node in target.nodes:
        if isinstance(node, ast.Return) and node.value is not None:
            values = node.value.elts[:1] if isinstance(node.value, ast.Tuple) else [node.value]
            found += [one for one in values if not isinstance(one, ast.Starred)]
            returned |= {one.id for one in values if isinstance(one, ast.Name)}
    for node in target.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in returned:
            found.append(node.value)
    return [one for one in found if not isinstance(one, ast.Starred | ast.Yield | ast.Await)][::-1]


def kept_dimensions(target: Target) -> Iterator[Change]:
    """`keepdim=True` <-> `False`; added to a reduction that says which dimensions."""
    reductions = ("sum", "mean", "var", "std", "max", "min", "amax", "amin", "norm", "argmax")
    for node in target.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        said = [one for one in node.keywords if one.arg in ("keepdim", "keepdims")]
        for keyword in said:
            if isinstance(keyword.value, ast.Constant):
                new = str(not keyword.value.value)
                yield put(target, keyword.value, new, f"keepdim:{new}", "broadcasting")
        if not said and called(node) in reductions and (node.args or node.keywords):
            # torch takes numpy's names as well, numpy only its own
            name = "keepdim" if any(one.arg == "dim" for one in node.keywords) else "keepdims"
            yield _with_keyword(target, node, f"{name}=True", "keepdim:True", "broadcasting")


def _with_keyword(target: Target, node: ast.Call, text: str, rule: str, family: str) -> Change:
    """One more keyword for a call that has arguments."""
    last = max([*node.args, *node.keywords], key=target.span)
    end = target.span(last)[1]
    closing = _outside(target, node, end)
    return change(target, rule, family, Edit(start=closing, end=closing, text=f", {text}"), at=node)


def _outside(target: Target, node: ast.Call, end: int) -> int:
    """Behind the parentheses that may close after the last argument."""
    stop = target.span(node)[1] - 1
    between = target.source[end:stop]
    return end + between.rfind(b")") + 1 if b"#" not in between else end


@at_most(30)
def variances(target: Target) -> Iterator[Change]:
    """Biased or not: `unbiased`, `correction`, `ddof` flipped or said; `n - 1` <-> `n`; std <-> var."""
    numpy = "torch" not in target.others and ("np" in target.others or "numpy" in target.others)
    for node in target.nodes:
        if isinstance(node, ast.keyword) and node.arg in ("unbiased", "correction", "ddof"):
            if isinstance(node.value, ast.Constant):
                was = node.value.value
                new = str(not was) if isinstance(was, bool) else "1" if was == 0 else "0"
                rule = f"variance:{'unbiased' if new in ('True', '1') else 'biased'}"
                yield put(target, node.value, new, rule, "variance")
        elif (
            isinstance(node, ast.Call)
            and called(node) in ("var", "std", "var_mean", "std_mean")
            and not any(one.arg in ("unbiased", "correction", "ddof") for one in node.keywords)
        ):
            word = "ddof=1" if numpy else "unbiased=False"
            if node.args or node.keywords:
                yield _with_keyword(target, node, word, "variance:said", "variance")
            else:
                end = target.span(node)[1] - 1
                yield change(target, "variance:said", "variance", Edit(start=end, end=end, text=word), at=node)
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and target.text(node.right) == "1":
            yield put(target, node, fitted(target, node, node.left), "variance:n", "variance")
    counts = [one for one in target.locals if one.lower() in ("n", "m", "count", "numel", "num", "size")]
    for node in _running(target):
        for name in counts[:2]:
            edits = around(target, node, "(", f" * {name} / ({name} - 1))")
            yield change(target, f"variance:n/(n-1):{name}", "variance", *edits, at=node)
            edits = around(target, node, "(", f" * ({name} - 1) / {name})")
            yield change(target, f"variance:(n-1)/n:{name}", "variance", *edits, at=node)


def _running(target: Target) -> list[ast.Name]:
    """A variance where it goes into what is remembered."""
    found: list[ast.Name] = []
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and "var" in node.id.lower():
            statement = target.statement_of(node)
            if isinstance(statement, ast.Assign | ast.AugAssign) and "momentum" in target.text(statement):
                found += [node] if "run" not in node.id else []
    return found


@at_most(30)
def momenta(target: Target) -> Iterator[Change]:
    """`momentum` <-> `1 - momentum`, both sides of a sum at once, or one."""
    for statement, uses in _momenta(target):
        edits = [edit for _, edit in uses]
        if len(edits) > 1:
            yield change(target, "momentum:both", "running", *edits, at=statement)
        for node, edit in uses:
            if not _only_stored(target, node):
                yield change(target, "momentum:one", "running", edit, at=node)


def stored_momenta(target: Target) -> Iterator[Change]:
    """The same where it is only handed on, as by `self.momentum = momentum`: what is wrong is mostly how it is used."""
    for _, uses in _momenta(target):
        for node, edit in uses:
            if _only_stored(target, node):
                yield change(target, "momentum:stored", "running", edit, at=node)


def _momenta(target: Target) -> Iterator[tuple[ast.stmt, list[tuple[ast.AST, Edit]]]]:
    """Statements with a momentum, and its places with their edits."""
    names = set(spellings(target, "momentum"))
    for statement in target.nodes:
        if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr):
            continue
        parts = list(target.inside(statement.value))
        inverse = [
            one
            for one in parts
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub) and target.text(one.right) in names
        ]
        within = {target.span(one.right) for one in inverse}
        direct = [
            one
            for one in parts
            if isinstance(one, ast.Name | ast.Attribute)
            and target.text(one) in names
            and target.span(one) not in within
        ]
        uses: list[tuple[ast.AST, Edit]] = [(one, instead(target, one, bare(target, one.right))) for one in inverse]
        uses += [(one, instead(target, one, f"(1 - {target.text(one)})")) for one in direct]
        if uses:
            yield statement, uses


def _only_stored(target: Target, node: ast.AST) -> bool:
    above = target.parents[node]
    called = isinstance(above, ast.Call) and isinstance(above.func, ast.Name)
    return called or isinstance(above, ast.Assign | ast.Dict | ast.keyword | ast.Tuple | ast.List)


@at_most(30)
def roots(target: Target) -> Iterator[Change]:
    """A root added around a divisor, or taken off: divided by the variance, or by the root of the deviation."""
    for node in expressions(target):
        inside = _under_root(node)
        if inside is not None:
            yield put(target, node, fitted(target, node, inside), "root:drop", "eps")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _is_variance(target, node.right):
            edits = around(target, node.right, "((", ") ** 0.5)")
            yield change(target, "root:add", "eps", *edits, at=node)
    for statement in target.nodes:
        if isinstance(statement, ast.Assign) and re.search("std|sigma|inv", target.text(statement.targets[0])):
            yield change(target, "root:add", "eps", *around(target, statement.value, "((", ") ** 0.5)"), at=statement)
    for value in _results(target):
        yield change(target, "root:result", "scale", *around(target, value, "((", ") ** 0.5)"), at=value)


def _is_variance(target: Target, node: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and ("var" in one.id or role(one.id) == "eps") for one in target.inside(node))


@at_most(30)
def powers(target: Target) -> Iterator[Change]:
    """Another exponent: `** -0.5` -> `** -1.5`, `** 2` -> `** 3`."""
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            written = target.text(node.right).strip("()").replace(" ", "")
            same = {"-1/2": "-0.5", "1/2": "0.5", "-3/2": "-1.5", "3/2": "1.5"}.get(written, written)
            likely: dict[str, tuple[str, ...]] = {
                "-0.5": ("-1.5", "0.5"),
                "-1.5": ("-0.5", "1.5"),
                "0.5": ("-0.5", "1.5"),
                "1.5": ("-1.5", "0.5"),
            }
            likely |= {"2": ("3", "-2"), "3": ("2", "1.5"), "-1": ("-2", "-0.5"), "-2": ("-1", "2", "-3")}
            likely |= {"-1.5": ("-0.5", "1.5", "-3"), "-3": ("-1.5", "-2")}
            for at, new in enumerate(likely.get(same, ())):
                yield put(target, node.right, f"({new})", ranked(f"power:{same}", at), "scale")


@at_most(20)
def counts(target: Target) -> Iterator[Change]:
    """Over how many numbers a mean goes: `m = N` -> `m = N * H * W`, `x.shape[0]` -> with the other two axes."""
    sizes = [one for one in (("N", "H", "W"), ("n", "h", "w"), ("B", "H", "W")) if set(one) <= set(target.locals)]
    for node in target.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name, value = node.targets[0].id, node.value
        text = target.text(value)
        if not re.search(r"^(?:m|M|n|count|num.*|size|total|n_.*|elements)$", name):
            continue
        for batch, rows, columns in sizes[:1]:
            for form in (f"{batch} * {rows} * {columns}", f"{rows} * {columns}"):
                yield put(target, value, form, f"count:{form}", "scale")
        found = re.fullmatch(r"(\w+)\.(?:shape\[0\]|size\(0\))|len\((\w+)\)", text)
        if found:
            of = found[1] or found[2]
            for form in (f"{of}.shape[0] * {of}.shape[2] * {of}.shape[3]", f"{of}.shape[2] * {of}.shape[3]"):
                yield put(target, value, form, f"count:{form}", "scale")
