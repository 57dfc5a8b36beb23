"""What calls are told: the stride of an unfold, four numbers of a border, slices made by a call, factors of a pair."""

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import both_axes, for_axis
from grader.repair.operators.places import (
    around,
    at_most,
    atom,
    called,
    change,
    instead,
    put,
    ranked,
    role,
    spellings,
)
from grader.repair.target import Target

_TOLD = ("unfold", "fold", "Unfold", "Fold", "conv2d", "max_pool2d", "avg_pool2d", "conv_transpose2d")
_OPTIONS = ("stride", "dilation", "padding")


@at_most(16)
def slices_called(target: Target) -> Iterator[Change]:
    """`slice(p, -p)` -> `slice(p, -p or None)`."""
    for node in target.nodes:
        if isinstance(node, ast.Call) and called(node) == "slice" and len(node.args) > 1:
            last = node.args[1]
            negative = isinstance(last, ast.UnaryOp) and isinstance(last.op, ast.USub)
            if negative and not isinstance(last.operand, ast.Constant):  # type: ignore[attr-defined]
                yield change(target, "crop", "padding", *around(target, last, "(", " or None)"), at=node)


@at_most(16)
def slices_stepped(target: Target) -> Iterator[Change]:
    """`slice(a, a + n)` -> `slice(a, a + (n - 1) * s + 1, s)`, and `x[a:a + n]` likewise."""
    for node in target.nodes:
        parts: Sequence[ast.expr | None] = ()
        if isinstance(node, ast.Call) and called(node) == "slice" and len(node.args) == 2:
            parts = node.args
        elif isinstance(node, ast.Slice) and node.step is None:
            parts = (node.lower, node.upper)
        if len(parts) != 2 or parts[0] is None or not isinstance(parts[1], ast.BinOp):
            continue
        begin, end = parts[0], parts[1]
        count = end.right if target.text(end.left) == target.text(begin) else end.left
        if not isinstance(end.op, ast.Add) or target.text(begin) not in (target.text(end.left), target.text(end.right)):
            continue
        kernel = role(target.text(count)) == "kernel"
        for wanted in ("dilation",) if kernel else ("stride", "dilation"):
            for at, step in enumerate(_steps(target, wanted, node)):
                first = target.text(begin)
                stop = f"{first} + ({target.text(count)} - 1) * {step} + 1"
                new = f"{first}:{stop}:{step}" if isinstance(node, ast.Slice) else f"slice({first}, {stop}, {step})"
                family = "window" if wanted == "stride" else "dilation"
                yield put(target, node, new, ranked(f"stepped:{wanted}", at), family)


def _steps(target: Target, wanted: str, node: ast.AST) -> list[str]:
    """By the twin that the axis says; where it does not, the first for what comes first."""
    pair = both_axes(target, wanted)
    if pair is not None:
        above = target.parents[node]
        same = [
            one
            for one in target.nodes
            if (called(one) == "slice" if isinstance(node, ast.Call) else isinstance(one, ast.Slice))
            and (isinstance(node, ast.Call) or target.parents.get(one) is above)
        ]
        at = same.index(node) if node in same else 0
        likely = for_axis(target, wanted, node)[:1]
        return list(dict.fromkeys([*likely, pair[at % 2], *pair]))[:2]
    return list(spellings(target, wanted)[:1])


@at_most(24)
def keywords_added(target: Target) -> Iterator[Change]:
    """`F.unfold(x, k)` -> `F.unfold(x, k, stride=(sh, sw))`, dilation and padding likewise; one too many taken off."""
    for node in target.nodes:
        if not isinstance(node, ast.Call) or called(node) not in _TOLD or not node.args:
            continue
        if isinstance(node.args[-1], ast.Constant) or len(node.args) > 3:
            continue  # x.unfold(2, k, s), or everything is said by position
        said = {one.arg for one in node.keywords}
        end = target.span(max([*node.args, *node.keywords], key=target.span))[1]
        for wanted in _OPTIONS:
            if wanted in said:
                continue
            for at, value in enumerate(_whole(target, wanted)):
                edit = Edit(start=end, end=end, text=f", {wanted}={value}")
                yield change(target, ranked(f"keyword:{wanted}", at), wanted, edit, at=node)
    for node in target.nodes:
        if isinstance(node, ast.keyword) and node.arg in _OPTIONS and called(target.parents[node]) in _TOLD:
            for at, value in enumerate(_whole(target, node.arg)):
                if value != target.text(node.value):
                    yield put(target, node.value, value, ranked(f"keyword:{node.arg}", at), node.arg)


def _whole(target: Target, wanted: str) -> list[str]:
    pair = both_axes(target, wanted)
    given = [one.arg for one in target.nodes if isinstance(one, ast.arg) and role(one.arg) == wanted]
    stored = [one for one in target.locals if role(one) == wanted and one not in given]
    own = [f"self.{one}" for one in sorted(target.attributes) if role(one) == wanted]
    return list(dict.fromkeys([*([f"({pair[0]}, {pair[1]})"] if pair else []), *given, *stored, *own]))[:3]


@at_most(24)
def borders(target: Target) -> Iterator[Change]:
    """Four numbers of a border: `(0, pw, 0, ph)` -> `(pw, pw, ph, ph)`, both sides of an axis exchanged."""
    pair = both_axes(target, "padding") or _one_padding(target)
    for node in target.nodes:
        listed = isinstance(node, ast.Tuple | ast.List) and not isinstance(node.ctx, ast.Store)
        given: Sequence[ast.expr] = ()
        if listed:
            given = node.elts  # type: ignore[attr-defined]
        elif isinstance(node, ast.Call) and "pad" in called(node):
            given = node.args[-4:] if len(node.args) == 5 else ()
        if len(given) != 4 or any(isinstance(one, ast.Starred | ast.Tuple) for one in given):
            continue
        texts = [target.text(one) for one in given]
        if pair is not None and any(role(one) == "padding" or one == "0" or "pad" in one for one in texts):
            rows, columns = pair
            for order in ((columns, columns, rows, rows), (rows, rows, columns, columns)):
                yield _four(target, node, given, order, f"border:{order[0] == rows}", "padding")
        for order in (
            (texts[1], texts[0], texts[3], texts[2]),
            (texts[2], texts[3], texts[0], texts[1]),
        ):
            yield _four(target, node, given, order, "border:exchanged", "padding")


def _one_padding(target: Target) -> tuple[str, str] | None:
    found = spellings(target, "padding")[:1]
    return (found[0], found[0]) if found else None


def _four(
    target: Target, node: ast.AST, given: Sequence[ast.expr], texts: Sequence[str], rule: str, family: str
) -> Change:
    edits = [instead(target, one, text) for one, text in zip(given, texts, strict=True) if target.text(one) != text]
    return change(target, rule, family, *edits, at=node)


@at_most(16)
def other_halves(target: Target) -> Iterator[Change]:
    """`(n // 2, n // 2)` -> `(n // 2, n - n // 2)`: of an odd number the second half is larger."""
    for node in target.nodes:
        listed = (
            node.elts if isinstance(node, ast.Tuple | ast.List) else node.args if isinstance(node, ast.Call) else ()
        )
        edits = []
        for one, other in pairwise(listed):
            halved = isinstance(one, ast.BinOp) and isinstance(one.op, ast.FloorDiv) and target.text(one.right) == "2"
            if halved and target.text(one) == target.text(other):
                assert isinstance(one, ast.BinOp)
                edits.append(instead(target, other, f"{atom(target, one.left)} - {target.text(one)}"))
        if edits:
            yield change(target, "half:other", "padding", *edits, at=node)


@at_most(40)
def pairs_times(target: Target) -> Iterator[Change]:
    """`(s2, s3)` -> `(s2 * stride[0], s3 * stride[1])`, `f(x, rows, columns)` -> `f(x, rows * s, columns * s)`."""
    for wanted in ("stride", "dilation"):
        pair = both_axes(target, wanted)
        if pair is None:
            found = spellings(target, wanted)[:1]
            pair = (found[0], found[0]) if found else None
        if pair is None:
            continue
        family = "window" if wanted == "stride" else "dilation"
        for node in target.nodes:
            tuples = isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load)
            own = isinstance(node, ast.Call) and (
                called(node) in target.others or target.text(node.func)[:5] == "self."
            )
            listed = node.elts if tuples else node.args if own else []  # type: ignore[attr-defined]
            for one, other in pairwise(listed):
                if not isinstance(one, ast.Name) or not isinstance(other, ast.Name) or {one.id, other.id} & set(pair):
                    continue
                edits = [
                    instead(target, place, f"{place.id} * {factor}")
                    for place, factor in zip((one, other), pair, strict=True)
                ]
                yield change(target, f"pair:*{wanted}", family, *edits, at=node)
            mixed = [one for one in listed if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult)]
            for at, one in enumerate(listed):
                if isinstance(one, ast.Name) and mixed and one.id not in pair:
                    factor = pair[at % 2]
                    yield put(target, one, f"{one.id} * {factor}", ranked(f"one:*{wanted}", at), family)
