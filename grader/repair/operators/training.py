"""Statements of a training loop: one missing, one too many, at another place; what is counted and averaged."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import neighbours
from grader.repair.operators.places import around, at_most, called, change, expressions, fitted, instead, put, ranked
from grader.repair.target import Target

_SIMPLE = (
    ast.Expr,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Return,
    ast.Assert,
    ast.Pass,
    ast.Continue,
    ast.Break,
)
_OPTIMIZER = re.compile(r"optim|^opt$")
_MODEL = re.compile(r"model|^net$|network")
_LOSS = re.compile(r"^loss$|^cost$|^l$|_loss$")
_SCHEDULER = re.compile(r"sched")


def _named(target: Target, pattern: re.Pattern[str]) -> list[str]:
    return [one for one in target.locals if pattern.search(one)][:2]


@at_most(120)
def inserted(target: Target) -> Iterator[Change]:
    """zero_grad, train, eval, step, backward where they are missing: at the beginning of blocks first."""
    optimizers, models = _named(target, _OPTIMIZER), _named(target, _MODEL)
    losses, schedulers = _named(target, _LOSS), _named(target, _SCHEDULER)
    new: list[tuple[str, str, str]] = []
    new += [("zero_grad", f"{one}.zero_grad()", "zero_grad") for one in optimizers]
    new += [(mode, f"{one}.{mode}()", "mode") for one in models for mode in ("train", "eval")]
    new += [("zero_grad", f"{one}.zero_grad()", "zero_grad") for one in models if not optimizers]
    new += [("step", f"{one}.step()", "zero_grad") for one in [*optimizers, *schedulers]]
    new += [("backward", f"{one}.backward()", "zero_grad") for one in losses if "loss_fn" not in one]
    if "device" in target.locals:
        new += [("to", f"{one} = {one}.to(device)", "mode") for one in _batch_names(target)[:2]]
    blocks = list(_blocks(target))
    for one in optimizers:  # where it mostly stands
        yield from (
            _before(target, statement, f"{one}.zero_grad()", "insert:zero_grad", "zero_grad")
            for statement in _forward(target, models)
        )
    for rule, text, family in new:
        for block in blocks:
            yield _before(target, block[0], text, f"insert:{rule}", family)
        for block in blocks:
            for statement in block[1:]:
                yield _before(target, statement, text, f"insert:{rule}", family)
            if isinstance(block[-1], _SIMPLE) and not isinstance(block[-1], ast.Return):
                end = target.span(block[-1])[1]
                edit = Edit(start=end, end=end, text=f"; {text}")
                yield change(target, f"insert:{rule}", family, edit, at=block[-1])


def _forward(target: Target, models: list[str]) -> Iterator[ast.stmt]:
    """Statements that ask the model for its outputs."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in models:
            statement = target.statement_of(node)
            if isinstance(statement, ast.Assign) and _begins_line(target, statement):
                yield statement


def _blocks(target: Target) -> Iterator[list[ast.stmt]]:
    """Blocks of two lines or more, each on lines of its own; those of loops with the function's."""
    for node in target.nodes:
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                edited = [one for one in block if one in target.parents and _begins_line(target, one)]
                if edited:
                    yield edited


def _begins_line(target: Target, node: ast.stmt) -> bool:
    start, line = target.span(node)[0], target.line_start(node.lineno)
    return not target.source[line:start].strip(b" \t\f") and not _is_elif(target, node, start)


def _is_elif(target: Target, node: ast.stmt, start: int) -> bool:
    return isinstance(node, ast.If) and target.source[start : start + 4] == b"elif"


def _before(target: Target, node: ast.stmt, text: str, rule: str, family: str) -> Change:
    start, line = target.span(node)[0], target.line_start(node.lineno)
    first = getattr(node, "decorator_list", None)
    if first:
        start = line = target.line_start(first[0].lineno)
    indent = target.source[target.line_start(node.lineno) : target.span(node)[0]].decode()
    put_in = f"{text}\n{indent}" if start != line else f"{indent}{text}\n"
    return change(target, rule, family, Edit(start=start, end=start, text=put_in), at=node)


@at_most(40)
def dropped(target: Target) -> Iterator[Change]:
    """A call of its own left out: `optimizer.step()`, `model.train()`; then assignments to names."""
    for kinds in ((ast.Expr,), (ast.AugAssign, ast.Assign, ast.Continue, ast.Break)):
        for node in target.nodes:
            if isinstance(node, kinds) and node in target.parents:
                start, end = target.span(node)
                name = called(node.value) if isinstance(node, ast.Expr) else "assignment"
                family = "zero_grad" if name in ("zero_grad", "step", "backward") else "order"
                edit = Edit(start=start, end=end, text="pass")
                yield change(target, f"drop:{name}", "mode" if name in ("train", "eval") else family, edit, at=node)


@at_most(60)
def swapped(target: Target) -> Iterator[Change]:
    """Two neighbouring statements exchanged, those of one line each."""
    for first, second in neighbours(target):
        if isinstance(first, _SIMPLE) and isinstance(second, _SIMPLE) and not isinstance(second, ast.Return):
            one, other = target.text(first), target.text(second)
            if one != other:
                edits = (
                    Edit(start=target.span(first)[0], end=target.span(first)[1], text=other),
                    Edit(start=target.span(second)[0], end=target.span(second)[1], text=one),
                )
                yield change(target, "exchange:statements", "order", *edits, at=(first, second))


@at_most(30)
def rotated(target: Target) -> Iterator[Change]:
    """Of three neighbouring statements the first comes last, or the last first."""
    pairs = list(neighbours(target))
    for (first, second), (same, third) in pairwise(pairs):
        simple = all(isinstance(one, _SIMPLE) for one in (first, second, third))
        if second is not same or not simple or isinstance(third, ast.Return):
            continue
        spans = [target.span(one) for one in (first, second, third)]
        texts = [target.text(one) for one in (first, second, third)]
        for order in ((1, 2, 0), (2, 0, 1)):
            edits = [Edit(start=start, end=end, text=texts[at]) for (start, end), at in zip(spans, order, strict=True)]
            yield change(target, ranked("rotated", order[0] - 1), "order", *edits, at=(first, third))


_STEPS = ("zero_grad", "backward", "step", "train", "eval", "append", "clip_grad_norm_")


@at_most(40)
def steps_moved(target: Target) -> Iterator[Change]:
    """`optimizer.zero_grad()` and the like elsewhere in its block; neighbours are exchanged by `swapped`."""
    for node in target.nodes:
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if not isinstance(block, list) or not all(isinstance(one, ast.stmt) for one in block):
                continue
            for at, one in enumerate(block):
                if not isinstance(one, ast.Expr) or called(one.value) not in _STEPS or not _alone(target, one):
                    continue
                for to, other in enumerate(block):
                    if abs(to - at) > 1 and other in target.parents and _begins_line(target, other):
                        place = target.line_start(other.lineno)
                        yield _move(target, one, place, _indent(target, other), "move:step")


@at_most(60)
def moved(target: Target) -> Iterator[Change]:
    """A statement out of a loop (or an `if`, a `with`), before or behind it; a neighbour of a loop into it."""
    for node in target.nodes:
        if not isinstance(node, ast.For | ast.While | ast.If | ast.With) or getattr(node, "orelse", None):
            continue
        if node not in target.parents or not _begins_line(target, node) or not _begins_line(target, node.body[0]):
            continue
        outer = _indent(target, node)
        below = target.line_start((node.end_lineno or 0) + 1)
        last, first = node.body[-1], node.body[0]
        if _alone(target, last):
            yield _move(target, last, below, outer, "move:behind")
        if _alone(target, first):
            yield _move(target, first, target.line_start(node.lineno), outer, "move:before")
        if _alone(target, last) and len(node.body) > 1:
            yield _move(target, last, target.line_start(node.lineno), outer, "move:before")
    for first, second in neighbours(target):
        loop = (ast.For, ast.While, ast.If, ast.With)
        if isinstance(first, loop) and _alone(target, second) and _begins_line(target, first):
            yield _move(target, second, target.line_start(first.lineno), _indent(target, first), "move:over")
        if isinstance(second, loop) and _alone(target, first) and _begins_line(target, second):
            place = target.line_start((second.end_lineno or 0) + 1)
            yield _move(target, first, place, _indent(target, second), "move:under")
        if (
            isinstance(first, ast.For | ast.While | ast.If | ast.With)
            and _alone(target, second)
            and _begins_line(target, first.body[0])
            and not getattr(first, "orelse", None)
        ):
            yield _move(target, second, target.line_start(second.lineno), _indent(target, first.body[-1]), "move:end")
        if (
            isinstance(second, ast.For | ast.While | ast.With)
            and _alone(target, first)
            and _begins_line(target, second.body[0])
        ):
            place = target.line_start(second.body[0].lineno)
            yield _move(target, first, place, _indent(target, second.body[0]), "move:into")


def _indent(target: Target, node: ast.stmt) -> str:
    return target.source[target.line_start(node.lineno) : target.span(node)[0]].decode()


def _alone(target: Target, node: ast.stmt) -> bool:
    """A simple statement that has its lines for itself, but for a comment."""
    if not isinstance(node, _SIMPLE) or not _begins_line(target, node):
        return False
    end, below = target.span(node)[1], target.line_start((node.end_lineno or 0) + 1)
    rest = target.source[end:below].strip()
    return not rest or rest.startswith(b"#")


def _move(target: Target, node: ast.stmt, place: int, indent: str, rule: str) -> Change:
    """The statement at another place, where it leaves a `pass`."""
    start, end = target.span(node)
    text = target.text(node)
    line = target.line_start(node.lineno)
    if place == line:  # it stays where it is, at another depth
        return change(target, rule, "order", Edit(start=line, end=start, text=indent), at=node)
    left = Edit(start=start, end=end, text="pass")
    ended = "" if place == 0 or target.source[place - 1 : place] in (b"\n", b"\r") else "\n"
    moved_to = Edit(start=place, end=place, text=f"{ended}{indent}{text}\n")
    return change(target, rule, "order", *sorted((left, moved_to), key=lambda edit: edit.start), at=node)


@at_most(60)
def averages(target: Target) -> Iterator[Change]:
    """Mean of means or of examples: `len(loader)` <-> `len(loader.dataset)`, `loss.item()` <-> `* len(x)`, counts."""
    sizes = [f"len({one})" for one in _batch_names(target)][:3]
    for node in expressions(target):
        if not isinstance(node, ast.Call):
            continue
        if called(node) == "item" and isinstance(node.func, ast.Attribute):
            for size in sizes[:2]:
                yield change(target, f"average:*{size}", "scale", *around(target, node, "(", f" * {size})"), at=node)
            yield put(target, node, fitted(target, node, node.func.value), "item:drop", "dtype")
        if called(node) == "len" and len(node.args) == 1 and isinstance(node.func, ast.Name):
            given = node.args[0]
            if isinstance(given, ast.Attribute) and given.attr == "dataset":
                yield put(target, given, target.text(given.value), "average:loader", "scale")
            elif isinstance(given, ast.Name | ast.Attribute):
                edit = Edit(start=target.span(given)[1], end=target.span(given)[1], text=".dataset")
                yield change(target, "average:dataset", "scale", edit, at=node)
    for statement in target.nodes:
        if not isinstance(statement, ast.AugAssign) or not isinstance(statement.op, ast.Add):
            continue
        added = statement.value
        if isinstance(added, ast.Constant) and added.value == 1:
            for size in sizes:
                yield put(target, added, size, f"average:+{size}", "scale")
        elif called(added) == "len":
            yield put(target, added, "1", "average:+1", "scale")
        else:
            yield change(target, "item:add", "dtype", *around(target, added, "(", ").item()"), at=added)
            for size in sizes:
                if size not in target.text(added):
                    edits = around(target, added, "(", f") * {size}")
                    yield change(target, f"average:*{size}", "scale", *edits, at=added)
    for statement in target.nodes:
        if isinstance(statement, ast.Return) and statement.value is not None:
            edits = around(target, statement.value, "(", ").item()")
            yield change(target, "item:add", "dtype", *edits, at=statement)


@at_most(12)
def weighted(target: Target) -> Iterator[Change]:
    """Means of batches weighted by their sizes, at once: `total += loss.item() * len(x)`, `n += len(x)`; lists too."""
    sizes = [f"len({one})" for one in _batch_names(target)][:2]
    adding = [one for one in target.nodes if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
    ones = [one for one in adding if isinstance(one.value, ast.Constant) and one.value.value == 1]
    sums = [one for one in adding if one not in ones and _LOSS.search(target.text(one.value).split(".")[0])]
    for total in sums[:2]:
        for size in sizes:
            times = around(target, total.value, "(", f") * {size}")
            for counted in ones[:2]:
                counts = instead(target, counted.value, size)
                yield change(target, f"weighted:{size}", "scale", *times, counts, at=(total, counted))
    lists = {
        target.text(one.func.value): one.args[0]
        for one in target.nodes
        if called(one) == "append" and isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.args
    }
    returns = [one for one in target.nodes if isinstance(one, ast.Return) and one.value is not None]
    for statement in returns:
        assert statement.value is not None
        for held, appended in lists.items():
            if not re.search(rf"\b{re.escape(held)}\b", target.text(statement.value)):
                continue
            for other in [one for one in lists if one != held]:
                mean = f"sum(a * b for a, b in zip({held}, {other})) / sum({other})"
                yield put(target, statement.value, mean, f"weighted:{held}:{other}", "scale")
            for size in sizes:
                mean = f"sum(a * b for a, b in {held}) / sum(b for _, b in {held})"
                pair = around(target, appended, "(", f", {size})")
                edit = instead(target, statement.value, mean)
                yield change(target, f"weighted:{held}:{size}", "scale", *pair, edit, at=(appended, statement))


def _batch_names(target: Target) -> list[str]:
    """What a loop over a loader takes out of it."""
    found: dict[str, None] = {}
    for node in target.nodes:
        if isinstance(node, ast.For) and "range" not in target.text(node.iter):
            elements = [one for one in target.inside(node.target) if isinstance(one, ast.Name)]
            found.update(dict.fromkeys(one.id for one in reversed(elements)))
    return list(found)


@at_most(20)
def gradients(target: Target) -> Iterator[Change]:
    """Gradients recorded or not: the context turned round, one for the whole function."""
    for node in target.nodes:
        if isinstance(node, ast.Attribute) and node.attr in ("no_grad", "enable_grad", "inference_mode"):
            new = "no_grad" if node.attr == "enable_grad" else "enable_grad"
            end = target.span(node)[1]
            edit = Edit(start=end - len(node.attr.encode()), end=end, text=new)
            yield change(target, f"gradients:{new}", "mode", edit, at=node)
    if "torch" in target.others and _named(target, _MODEL):
        indent = target.source[: target.span(target.tree)[0]].decode()
        edit = Edit(start=0, end=0, text=f"{indent}@torch.no_grad()\n")
        yield change(target, "gradients:none", "mode", edit, at=target.tree)


@at_most(20)
def modes(target: Target) -> Iterator[Change]:
    """`model.eval()` <-> `model.train()`; a loss that is read as a number."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("train", "eval"):
            new = "eval" if node.func.attr == "train" else "train"
            if not node.args and not node.keywords:
                yield put(target, node, f"{target.text(node.func.value)}.{new}()", f"mode:{new}", "mode")
    for node in expressions(target):
        if isinstance(node, ast.Name) and _LOSS.search(node.id) and not isinstance(target.parents[node], ast.Attribute):
            yield put(target, node, f"{node.id}.item()", "item:loss", "dtype")
