"""What the function has already, in another place: another branch's value, another role, the rest of a shape."""

import ast
import re
from collections.abc import Iterator

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import spelled_axis
from grader.repair.operators.mirrors import partners
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    called,
    change,
    expressions,
    fitted,
    put,
    roles_unpacked,
    spellings,
)
from grader.repair.operators.unread import counters_around, unread
from grader.repair.target import Target

_MISTAKEN = {"kernel": ("stride",), "stride": ("kernel", "dilation"), "dilation": ("stride",)}
_OPPOSITE = (("top", "bottom"), ("left", "right"), ("before", "after"), ("first", "last"), ("up", "down"))
_COUNT = re.compile(r"^(?:m|M|n|N|count|cnt|num\w*|size|total|n_\w+|elements|area|pixels)$")


@at_most(30)
def assigned_elsewhere(target: Target) -> Iterator[Change]:
    """What the same name is given in another branch: `out = x_hat` -> `out = gamma * x_hat + beta`."""
    given: dict[str, list[ast.Assign]] = {}
    for node in target.nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            given.setdefault(target.text(node.targets[0]), []).append(node)
    for several in given.values():
        for node in several:
            for other in several:
                text = target.text(other.value)
                if other is not node and text != target.text(node.value) and "\n" not in text:
                    yield put(target, node.value, text, "donor:assigned", "term")
    returns = [one for one in target.nodes if isinstance(one, ast.Return) and one.value is not None]
    for one in returns:
        for two in returns:
            if one is not two and one.value is not None and two.value is not None and "\n" not in target.text(two):
                yield put(target, one.value, target.text(two.value), "donor:returned", "term")


@at_most(100)
def other_roles(target: Target) -> Iterator[Change]:
    """`u * stride_h` -> `u * dilation_h`, and on the other axis likewise: one setting in the place of another."""
    known = {wanted: spellings(target, wanted)[:4] for wanted in _MISTAKEN}
    unpacked = roles_unpacked(target)
    for node in expressions(target):
        if not isinstance(node, ast.Name | ast.Subscript | ast.Attribute) or _is_inner(target, node):
            continue
        text = target.text(node)
        mine = next((wanted for wanted, several in known.items() if text in several), "")
        axis = unpacked[text][1] if text in unpacked else spelled_axis(text)
        for wanted in _MISTAKEN.get(mine, ()):
            same = [
                one for one in known[wanted] if (unpacked[one][1] if one in unpacked else spelled_axis(one)) == axis
            ]
            if same:
                yield put(target, node, same[0], f"role:{mine}>{wanted}", wanted)


def _is_inner(target: Target, node: ast.AST) -> bool:
    """Whether it is `stride` of `stride[0]`, or is only looked at or unpacked."""
    above = target.parents.get(node)
    if isinstance(above, ast.Attribute | ast.Subscript):
        return above.value is node
    return isinstance(above, ast.Compare | ast.IfExp | ast.Assign) or called(above or node) in ("isinstance", "type")


@at_most(30)
def dilated_alone(target: Target) -> Iterator[Change]:
    """`slice(a, a + n)` -> `slice(a * dilation, a * dilation + n)`, for what counts the numbers of the kernel."""
    gaps = spellings(target, "dilation")
    loops = [one for one in target.nodes if isinstance(one, ast.For | ast.comprehension)]
    names = [one.target.id for one in loops if isinstance(one.target, ast.Name) and _over_kernel(target, one.iter)]
    gap_of = dict(zip(dict.fromkeys(names), gaps, strict=False)) if len(gaps) > 1 else {}
    several: dict[ast.stmt, list[ast.Name]] = {}
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in gap_of:
            above = target.parents[node]
            index = isinstance(above, ast.Subscript) or (
                isinstance(above, ast.Tuple) and isinstance(target.parents[above], ast.Subscript)
            )
            if not index and not (isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult)):
                several.setdefault(target.statement_of(node), []).append(node)
    for nodes in several.values():
        edits = [edit for one in nodes for edit in around(target, one, "", f" * {gap_of[one.id]}")]
        yield change(target, "dilated:alone", "dilation", *edits, at=tuple(nodes))


def _over_kernel(target: Target, node: ast.expr) -> bool:
    if called(node) != "range" or not isinstance(node, ast.Call) or len(node.args) != 1:
        return False
    return target.text(node.args[0]) in spellings(target, "kernel")


@at_most(24)
def opposites(target: Target) -> Iterator[Change]:
    """`height + top` -> `height + top + bottom`: the other border counts as well."""
    for node in target.nodes:
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        above = target.parents[node]
        if not isinstance(above, ast.BinOp) or not isinstance(above.op, ast.Add | ast.Sub):
            continue
        for one, two in _OPPOSITE:
            for word, other in ((one, two), (two, one)):
                name = node.id.replace(word, other)
                if name != node.id and name in target.locals and name not in target.text(target.statement_of(node)):
                    yield put(target, node, f"({node.id} + {name})", "opposite", "padding")


@at_most(40)
def shapes_counted(target: Target) -> Iterator[Change]:
    """`x.shape[0] * x.shape[2]` -> over other axes of the same tensor: how many numbers there are."""
    for node in expressions(target):
        if isinstance(target.parents.get(node), ast.BinOp) and _of_shape(target, target.parents[node]):
            continue
        held = _of_shape(target, node)
        if not held:
            continue
        assigned = isinstance(target.parents[node], ast.Assign | ast.BinOp | ast.Call | ast.Return)
        for axes in ((0, 2, 3), (2, 3), (0,), (0, 1, 2, 3), (1, 2, 3), (1,)) if assigned else ():
            new = " * ".join(f"{held}.shape[{axis}]" for axis in axes)
            if len(axes) > 1 and isinstance(target.parents[node], ast.BinOp):
                new = f"({new})"
            yield put(target, node, new, f"counted:{axes}", "scale")


def _of_shape(target: Target, node: ast.AST) -> str:
    """The tensor whose shape all factors are of: `x.shape[0] * x.shape[2]`, `x.size(0)`, `len(x)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _of_shape(target, node.left), _of_shape(target, node.right)
        return left if left == right else ""
    found = re.fullmatch(r"(\w+)\.(?:shape\[-?\d\]|size\(-?\d\)|numel\(\))|len\((\w+)\)", target.text_if_short(node))
    return (found[1] or found[2]) if found else ""


@at_most(40)
def counts_multiplied(target: Target) -> Iterator[Change]:
    """`n * h` -> `n * h * w`: a product of what was unpacked together lacks one of it."""
    for shape in target.nodes:
        if not isinstance(shape, ast.Tuple) or not isinstance(shape.ctx, ast.Store):
            continue
        names = [one.id for one in shape.elts if isinstance(one, ast.Name)]
        for node in expressions(target) if len(names) in (3, 4) else ():
            factors = _factors(node)
            outer = target.parents.get(node)
            whole = not isinstance(outer, ast.BinOp) or not isinstance(outer.op, ast.Mult)
            if whole and factors and set(factors) <= set(names) and len(set(factors)) == len(factors):
                for more in names:
                    if more not in factors and isinstance(node, ast.BinOp):
                        yield put(target, node, f"({target.text(node)} * {more})", f"count:*{more}", "scale")
                if len(factors) > 1:
                    for less in factors:
                        rest = " * ".join(one for one in factors if one != less)
                        yield put(target, node, f"({rest})", f"count:/{less}", "scale")


def _factors(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _factors(node.left), _factors(node.right)
        return [*left, *right] if left and right else []
    return []


@at_most(60)
def terms_counted(target: Target) -> Iterator[Change]:
    """A term of a sum divided by how many there are: `a - b` -> `a - b / n`; or multiplied."""
    names = [one for one in target.locals if _COUNT.search(one) and target.kinds.get(one, "int") in ("int", "float")]
    names += [one for one in unread(target) if target.kinds.get(one) == "int" and one not in names]
    for sign in "/*":
        for name in names[:3]:
            for node in target.nodes:
                if isinstance(node, ast.Assign | ast.Return) and isinstance(node.value, ast.BinOp):
                    terms = _terms(node.value)
                    for one in terms if len(terms) > 1 else ():
                        edits = around(target, one, "((", f") {sign} {name})")
                        yield change(target, f"term:{sign}{name}", "scale", *edits, at=one)


def _terms(node: ast.expr) -> list[ast.expr]:
    """What is added up, inside products as well."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return [*_terms(node.left), *_terms(node.right)]
    if isinstance(node, ast.BinOp):
        inner = [*_terms(node.left), *_terms(node.right)]
        return inner if len(inner) > 2 else [node]
    return [node]


@at_most(24)
def variances_corrected(target: Target) -> Iterator[Change]:
    """A variance that is read, times `n / (n - 1)`: where a count is known or can be asked for."""
    counts = [one for one in target.locals if _COUNT.search(one) and target.kinds.get(one, "int") in ("int", "float")]
    counts += [one for one in unread(target) if target.kinds.get(one) == "int" and one not in counts]
    for node in target.nodes:
        spread = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and "var" in node.id.lower()
        statement = target.statement_of(node) if spread else None
        if isinstance(statement, ast.Assign) and isinstance(target.parents[node], ast.BinOp | ast.Attribute | ast.Call):
            for name in counts[:2]:
                edits = around(target, node, "(", f" * {name} / ({name} - 1))")
                yield change(target, f"variance:{name}", "variance", *edits, at=node)


@at_most(20)
def conditions_of_comprehensions(target: Target) -> Iterator[Change]:
    """`sum(f(p) for p in ps if p.dim() > 1)` -> without the condition."""
    for node in target.nodes:
        if isinstance(node, ast.comprehension):
            for test in node.ifs:
                start, end = target.span(test)
                before = target.source[:start].rstrip(b" (\n")
                if before.endswith(b"if"):
                    yield change(
                        target, "comprehension:all", "condition", Edit(start=start, end=end, text="True"), at=test
                    )


@at_most(40)
def listed_in_order(target: Target) -> Iterator[Change]:
    """Neighbours in a list or a tuple of values exchanged: `[one, double, five]` -> `[one, five, double]`."""
    for node in target.nodes:
        if not isinstance(node, ast.List | ast.Tuple) or isinstance(node.ctx, ast.Store) or len(node.elts) < 2:
            continue
        if isinstance(target.parents[node], ast.Subscript):
            continue
        for one, two in zip(node.elts, node.elts[1:], strict=False):
            first, second = target.text(one), target.text(two)
            if first != second and not isinstance(one, ast.Constant) and not isinstance(two, ast.Constant):
                edits = (
                    Edit(start=target.span(one)[0], end=target.span(one)[1], text=second),
                    Edit(start=target.span(two)[0], end=target.span(two)[1], text=first),
                )
                yield change(target, "listed:exchanged", "order", *edits, at=one)


@at_most(20)
def steps_taken_off(target: Target) -> Iterator[Change]:
    """`a * b + c - 1` -> `(a - 1) * b + c`, `a * (b - 1) + c`: what is counted from one is multiplied."""
    for node in expressions(target):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
            continue
        sum_of = node
        one = isinstance(node.right, ast.Constant) and node.right.value == 1
        if one and isinstance(node.left, ast.BinOp):
            sum_of = node.left
        for product in (sum_of.left, sum_of.right) if isinstance(sum_of, ast.BinOp) else ():
            if not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.Mult):
                continue
            start, end = target.span(sum_of)
            first, last = target.span(product)
            before, after = target.source[start:first].decode(), target.source[last:end].decode()
            left, right = atom(target, product.left), atom(target, product.right)
            for at, new in enumerate((f"({left} - 1) * {right}", f"{left} * ({right} - 1)")):
                yield put(target, node, f"({before}{new}{after})", f"one:inside:{at}", "term")


@at_most(20)
def opened(target: Target) -> Iterator[Change]:
    """`x[:h - b]`, `slice(0, h - b)` -> `x[b:h - b]`: as much left out at the beginning as at the end."""
    for node in target.nodes:
        if isinstance(node, ast.Slice):
            lower, upper = node.lower, node.upper
        elif called(node) == "slice" and isinstance(node, ast.Call) and len(node.args) == 2:
            lower, upper = node.args
        else:
            continue
        zero = lower is None or (isinstance(lower, ast.Constant) and lower.value == 0)
        if not zero or upper is None:
            continue
        less = (
            upper.operand if isinstance(upper, ast.UnaryOp) else upper.right if isinstance(upper, ast.BinOp) else None
        )
        minus = isinstance(getattr(upper, "op", None), ast.Sub | ast.USub)
        if less is not None and minus and not isinstance(less, ast.Constant):
            if lower is not None:
                yield put(target, lower, target.text(less), "slice:opened", "padding")
            else:
                start = target.span(node)[0]
                edit = Edit(start=start, end=start, text=atom(target, less))
                yield change(target, "slice:opened", "padding", edit, at=node)


@at_most(24)
def results_turned(target: Target) -> Iterator[Change]:
    """`return x` -> `return x.transpose(1, 2)`; `v[i]` -> `v[:, i].T`: rows for columns."""
    for node in target.nodes:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            kind = target.kinds.get(node.value.id, "")
            pairs = {"tensor2": ("0, 1",), "tensor3": ("1, 2", "0, 1"), "tensor4": ("2, 3", "0, 1")}.get(kind, ())
            for pair in pairs:
                yield put(target, node.value, f"{node.value.id}.transpose({pair})", f"result:turned{pair}", "order")
    for node in expressions(target):
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
            continue
        if target.kinds.get(node.value.id) in ("tensor2", "array2") and not isinstance(node.slice, ast.Tuple):
            inner, name = target.text(node.slice), node.value.id
            yield put(target, node, f"{name}[:, {inner}].T", "result:columns", "axis")
            yield put(target, node, f"{name}.T[{inner}]", "result:turned_first", "axis")


@at_most(24)
def given_more(target: Target) -> Iterator[Change]:
    """An unread flag goes to a call that was given nothing: `net.train()` -> `net.train(training)`; or to `pad`."""
    flags = [one for one in unread(target) if target.kinds.get(one, "bool") in ("bool", "int", "float")]
    for name in flags:
        for node in target.nodes:
            if not isinstance(node, ast.Call) or node.keywords:
                continue
            end = target.span(node)[1] - 1
            if not node.args and isinstance(node.func, ast.Attribute):
                edit = Edit(start=end, end=end, text=name)
                yield change(target, f"given:{name}", "mode", edit, at=node)
            elif called(node) == "pad" and target.kinds.get(name) == "bool":
                edit = Edit(start=end, end=end, text=f", value=float({name})")
                yield change(target, f"given:value:{name}", "padding", edit, at=node)


@at_most(24)
def means_weighted(target: Target) -> Iterator[Change]:
    """`loss.item()` that is kept -> times how many examples: a number that is asked for elsewhere."""
    asked = re.compile(r"^(?:\w+\.(?:shape\[0\]|size\(0\)|numel\(\))|len\(\w+\))$")
    counts = list(dict.fromkeys(text for one in expressions(target) if asked.match(text := target.text_if_short(one))))
    parameters = {one.arg for one in target.nodes if isinstance(one, ast.arg)}
    counts = [one for one in counts if not set(re.findall(r"\w+", one)) & parameters]
    for node in target.nodes:
        if called(node) == "item" and isinstance(node, ast.Call) and not node.args:
            for count in counts[:3]:
                yield put(target, node, f"({target.text(node)} * {count})", f"weighted:{count}", "scale")
        size = asked.match(target.text_if_short(node)) and isinstance(node, ast.Call | ast.Subscript)
        for count in counts[:4] if size or called(node) == "numel" else ():
            if target.text(node) != count:
                yield put(target, node, count, f"asked:{count}", "name")


@at_most(24)
def calls_of_one_dropped(target: Target) -> Iterator[Change]:
    """`torch.sqrt(v)` -> `v`, `x.abs()` -> `x ** 2`: a function of one value too many, or another one."""
    for node in expressions(target):
        if not isinstance(node, ast.Call) or node.keywords or not isinstance(node.func, ast.Attribute):
            continue
        module = isinstance(node.func.value, ast.Name) and node.func.value.id in ("torch", "np", "numpy", "math", "F")
        if module and len(node.args) == 1 and called(node) in ("sqrt", "abs", "exp", "log", "square", "relu", "rsqrt"):
            yield put(target, node, fitted(target, node, node.args[0]), f"call:drop:{called(node)}", "scale")
            if called(node) == "abs":
                yield put(target, node, f"({atom(target, node.args[0])} ** 2)", "abs:square", "scale")
        if not module and called(node) == "abs" and not node.args:
            yield put(target, node, f"({atom(target, node.func.value)} ** 2)", "abs:square", "scale")


@at_most(20)
def rounded_up_anew(target: Target) -> Iterator[Change]:
    """`a // b + 1` -> `-(-a // b)`: one more only where something is left."""
    for node in expressions(target):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.left, ast.BinOp):
            one = isinstance(node.right, ast.Constant) and node.right.value == 1
            if one and isinstance(node.left.op, ast.FloorDiv):
                left, right = atom(target, node.left.left), atom(target, node.left.right)
                yield put(target, node, f"(-(-{left} // {right}))", "round:anew", "rounding")


@at_most(24)
def literals_named(target: Target) -> Iterator[Change]:
    """`[1, 1]` -> a pair that has a name: `s = pair(stride) if stride is not None else [1, 1]`."""
    names = [one for one in target.locals if target.kinds.get(one) in ("tuple", "list")]
    for node in expressions(target):
        if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 2 or isinstance(node.ctx, ast.Store):
            continue
        if all(isinstance(one, ast.Constant) for one in node.elts) and not isinstance(
            target.parents[node], ast.Subscript | ast.keyword
        ):
            into = target.statement_of(node)
            own = target.text(into.targets[0]) if isinstance(into, ast.Assign) else ""
            for name in names[:5]:
                if name != own and name not in counters_around(target, node):
                    yield put(target, node, name, f"pair:named:{name}", "constant")


@at_most(16)
def partners_together(target: Target) -> Iterator[Change]:
    """A value that both axes share, made of one of them: `m = h` -> `m = h * w`."""
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in partners(target):
            above, other = target.parents[node], partners(target)[node.id]
            product = isinstance(above, ast.BinOp) and isinstance(above.op, ast.Mult | ast.Div)
            if product and other not in target.text(target.statement_of(node)):
                yield put(target, node, f"({node.id} * {other})", "partner:both", "scale")
