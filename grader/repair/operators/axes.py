"""Rows and columns: which of two twin names one is, and changes that swap them."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from grader.repair.edits import Change, Edit
from grader.repair.operators.places import at_most, change, instead, put, role, roles_unpacked, spellings
from grader.repair.target import Target

_PAIRS = (
    ("h", "w"), ("height", "width"), ("i", "j"), ("k", "l"), ("row", "col"), ("rows", "cols"), ("row", "column"),
    ("rows", "columns"), ("y", "x"), ("top", "left"), ("bottom", "right"), ("r", "c"), ("vert", "horiz"),
    ("vertical", "horizontal"), ("vertical", "horizonal"), ("ii", "jj"), ("hi", "wi"), ("p", "q"), ("r", "s"),
    ("u", "v"), ("m", "n"), ("a", "b"), ("di", "dj"), ("ki", "kj"), ("dy", "dx"), ("down", "across"), ("0", "1"),
    ("1", "2"), ("hh", "ww"), ("0", "w"),
)  # fmt: skip
_OTHER: dict[str, list[tuple[str, str]]] = {}
for _rows, _columns in _PAIRS:
    _OTHER.setdefault(_rows, []).append((_columns, "h"))
    _OTHER.setdefault(_columns, []).append((_rows, "w"))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]+|_+")
_UNCLEAR = ("1", "2", "p", "q", "r", "s", "c", "u", "v", "m", "n", "a", "b", "x", "k", "l")
"""Words that say an axis only beside their twin: `x` is mostly a picture."""


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """The name without its axis, the same for both twins: `h_out` and `w_out` are `_out`, `kh` and `kw` are `k`."""
    words = _WORD.findall(name)
    kept = [word for word in words if word.lower() not in _OTHER or (word.lower() in _UNCLEAR and len(words) == 1)]
    if len(kept) == len(words):
        kept = [_short(word) or word for word in words]
    return "".join(kept)


def _short(word: str) -> str | None:
    """`kh`, `Hout`: the axis is the last letter of a short word, or the first one before a size."""
    low = word.lower()
    if (2 <= len(word) <= 3 and low[-1] in "hw") or (len(word) == 2 and low[0] in "spkd" and low[1] in "yx"):
        return word[:-1]
    if low[0] in "hw" and low[1:] in ("out", "in", "o", "k", "p", "s", "pad", "new", "f", "start", "end"):
        return word[1:]
    return None


@lru_cache(maxsize=4096)
def axis_of(name: str) -> str:
    """`h` for rows, `w` for columns, empty where the spelling does not say it."""
    for word in _WORD.findall(name):
        low = word.lower()
        if low in _OTHER and low not in _UNCLEAR and low not in ("0",):
            return _OTHER[low][0][1]
        if _short(word) is not None:
            return "h" if low[-1] == "y" or ("h" in (low[-1], low[0]) and low[-1] != "w") else "w"
    return ""


@lru_cache(maxsize=1024)
def _twin_spellings(name: str) -> tuple[str, ...]:
    """All ways to write the name for the other axis."""
    words = _WORD.findall(name)
    found: list[str] = []
    if "".join(words) != name or len(words) > 12:
        return ()
    for at, word in enumerate(words):
        for other in _twin_words(word):
            found.append("".join([*words[:at], other, *words[at + 1 :]]))
    both = ["".join(next(iter(_twin_words(word)), word) for word in words)]
    return tuple(dict.fromkeys(one for one in [*found, *both] if one != name))


def _twin_words(word: str) -> Iterator[str]:
    low = word.lower()
    for other, _ in _OTHER.get(low, ()):
        yield other.upper() if word.isupper() and word.isalpha() else other.capitalize() if word[0].isupper() else other
    if len(word) > 1:
        letters = {"h": "w", "w": "h", "H": "W", "W": "H", "y": "x", "x": "y", "i": "j", "j": "i"}
        if word[-1] in letters:
            yield word[:-1] + letters[word[-1]]
        if word[0] in letters:
            yield letters[word[0]] + word[1:]


def twins(target: Target, name: str, others: Collection[str] = ()) -> list[str]:
    """The other axis's names for the same thing, of those that the function has, or of `others`."""
    known = others or target.locals
    return [one for one in _twin_spellings(name) if one in known]


def axis_here(target: Target, node: ast.AST) -> str:
    """The axis that an expression is about: by its place among the four of a picture, by names near it."""
    parent = target.parents.get(node)
    while isinstance(parent, ast.BinOp):
        node, parent = parent, target.parents.get(parent)
    if isinstance(parent, ast.Slice):
        node, parent = parent, target.parents.get(parent)
    if isinstance(parent, ast.Tuple) and isinstance(target.parents.get(parent), ast.Subscript):
        behind = len(parent.elts) - parent.elts.index(node) if node in parent.elts else 0
        if len(parent.elts) >= 3 and behind in (1, 2):
            return "w" if behind == 1 else "h"
    found = _vote(node)
    if not found:
        statement = target.statement_of(node)
        if isinstance(statement, ast.Assign):
            found = _vote(statement.targets[0]) or _vote(statement.value)
        elif isinstance(statement, ast.For):
            found = _vote(statement.target) or _vote(statement.iter)
    return found


def _vote(node: ast.AST) -> str:
    votes = [axis_of(one.id) for one in islice(ast.walk(node), 100) if isinstance(one, ast.Name)]
    rows, columns = votes.count("h"), votes.count("w")
    return "" if rows == columns else "h" if rows > columns else "w"


def for_axis(target: Target, wanted: str, node: ast.AST) -> Sequence[str]:
    """How to write stride, padding, ... at this place: that of the same axis first."""
    found = spellings(target, wanted)
    own = _of_inner_function(target, wanted, node)
    if own or len(found) < 2:
        return own or found
    axis = axis_here(target, node)
    unpacked = roles_unpacked(target)
    axes = {one: unpacked[one][1] if one in unpacked else spelled_axis(one) for one in found}
    same = [one for one in found if axes[one] == axis]
    neutral = [one for one in found if not axes[one]]
    if axis:
        return same or neutral
    return [*neutral, *(one for one in found if one not in neutral)]


def _of_inner_function(target: Target, wanted: str, node: ast.AST) -> list[str]:
    """The parameters of a function inside the function: what is written there is written with them."""
    while node in target.parents:
        node = target.parents[node]
        if isinstance(node, ast.FunctionDef) and node is not target.tree:
            return [one.arg for one in node.args.args if role(one.arg) == wanted]
    return []


def both_axes(target: Target, wanted: str) -> tuple[str, str] | None:
    """How rows and columns of a stride (padding, ...) are written; None where it is one number, or not known."""
    found = spellings(target, wanted)
    unpacked = roles_unpacked(target)
    axes = {one: unpacked[one][1] if one in unpacked else spelled_axis(one) for one in found}
    rows = next((one for one in found if axes[one] == "h"), "")
    columns = next((one for one in found if axes[one] == "w"), "")
    return (rows, columns) if rows and columns else None


def spelled_axis(written: str) -> str:
    """The axis of `stride[0]`, `sh`, `self.stride_h`."""
    if written.endswith("]"):
        return "h" if written.endswith("[0]") else "w"
    return axis_of(written.removeprefix("self."))


@at_most(80)
def twin_names(target: Target) -> Iterator[Change]:
    """One name of the other axis: `(W - kh) // s` -> `(W - kw) // s`."""
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            for other in twins(target, node.id)[:2]:
                yield put(target, node, other, f"twin:{node.id}>{other}", "axes_swapped")


@at_most(40)
def twin_indices(target: Target) -> Iterator[Change]:
    """`stride[0]` -> `stride[1]`, `x.shape[2]` -> `x.shape[3]`, `size(-1)` -> `size(-2)`."""
    others = {"0": "1", "1": "0", "2": "3", "3": "2", "-1": "-2", "-2": "-1"}
    for node in target.nodes:
        place: ast.AST | None = None
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            place = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "size":
            place = node.args[0] if len(node.args) == 1 else None
        if isinstance(place, ast.Constant | ast.UnaryOp):
            written = target.text(place)
            if written in others:
                rule = f"twin_index:{written}>{others[written]}"
                yield put(target, place, others[written], rule, "axes_swapped")


@at_most(60)
def twins_everywhere(target: Target) -> Iterator[Change]:
    """All names of an expression that have a twin, and those of a statement's value or its index."""
    for statement in target.nodes:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr):
            yield from _pairs_exchanged(target, statement)
    for node in target.nodes:
        if not isinstance(node, ast.BinOp | ast.Call | ast.Slice | ast.Tuple | ast.Compare | ast.Subscript):
            continue
        if isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        edits = _swapped(target, node)
        if len(edits) > 1:
            yield change(target, "twins:all", "axes_swapped", *edits, at=node)


def _pairs_exchanged(target: Target, statement: ast.stmt) -> Iterator[Change]:
    """Both names of a pair, wherever a statement has them: `kh` for `kw` and `kw` for `kh`."""
    reads = [one for one in target.inside(statement) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]
    known = dict.fromkeys(one.id for one in reads)
    done: set[str] = set()
    for name in known:
        other = next((one for one in twins(target, name) if one in known), None)
        if other is None or name in done:
            continue
        done |= {name, other}
        edits = [instead(target, one, other if one.id == name else name) for one in reads if one.id in (name, other)]
        yield change(target, f"twins:{plain(name)}", "axes_swapped", *edits, at=statement)


def _swapped(target: Target, node: ast.AST) -> list[Edit]:
    names = [one for one in target.inside(node) if isinstance(one, ast.Name)]
    pairs = [(one, twins(target, one.id)) for one in names]
    return [instead(target, one, others[0]) for one, others in pairs if others]


@at_most(40)
def swapped_targets(target: Target) -> Iterator[Change]:
    """`kw, kh = w.shape[2:]` -> `kh, kw = ...`, and elements of a pair: `(ph, pw)` -> `(pw, ph)`, also of a pad's
    four numbers."""
    for node in target.nodes:
        if not isinstance(node, ast.Tuple | ast.List):
            continue
        elements = node.elts
        for one, other in pairwise(elements):
            stored = isinstance(node.ctx, ast.Store)
            if stored and _natural(one, other):
                continue
            if (stored and isinstance(one, ast.Name) and isinstance(other, ast.Name)) or _are_twins(target, one, other):
                yield _exchange(target, one, other, "swap:pair", "axes_swapped")
        if len(elements) == 4 and len({target.text(one) for one in elements}) > 1:
            (a, b), (c, d) = map(target.span, elements[:2]), map(target.span, elements[2:])
            first, second = (a[0], b[1]), (c[0], d[1])
            texts = [target.source[s:e].decode() for s, e in (first, second)]
            edits = (
                Edit(start=first[0], end=first[1], text=texts[1]),
                Edit(start=second[0], end=second[1], text=texts[0]),
            )
            yield change(target, "swap:pad", "axes_swapped", *edits, at=node)


def _natural(one: ast.expr, other: ast.expr) -> bool:
    """`h, w = ...`: the names say in which order they come, so that it is where they are used that is wrong."""
    names = [two.id for two in (one, other) if isinstance(two, ast.Name)]
    if len(names) != 2:
        return False
    apart = [pair for pair in zip(*names, strict=False) if pair[0] != pair[1]]
    letters = len(names[0]) == len(names[1]) and apart in ([("h", "w")], [("H", "W")], [("y", "x")], [("1", "2")])
    return letters or (plain(names[0]) == plain(names[1]) and [axis_of(two) for two in names] == ["h", "w"])


@at_most(20)
def swapped_natural(target: Target) -> Iterator[Change]:
    """`h, w = x.shape[2:]` -> `w, h = ...`, where nothing else helps."""
    for node in target.nodes:
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
            for one, other in pairwise(node.elts):
                if _natural(one, other):
                    yield _exchange(target, one, other, "swap:natural", "axes_swapped")


def _are_twins(target: Target, one: ast.expr, other: ast.expr) -> bool:
    if isinstance(one, ast.Starred) or isinstance(other, ast.Starred):
        return False
    first, second = target.text(one), target.text(other)
    return first != second and (plain(first) == plain(second) or second in _twin_spellings(first))


def _exchange(target: Target, one: ast.AST, other: ast.AST, rule: str, family: str) -> Change:
    edits = instead(target, one, target.text(other)), instead(target, other, target.text(one))
    return change(target, rule, family, *edits, at=(one, other))


@at_most(30)
def exchanged_values(target: Target) -> Iterator[Change]:
    """The right sides of two neighbouring assignments exchanged, where their targets are twins; also the targets."""
    for first, second in neighbours(target):
        if not isinstance(first, ast.Assign) or not isinstance(second, ast.Assign):
            continue
        if target.text(first.value) != target.text(second.value) and _twins_mixed(target, first, second):
            yield _exchange(target, first.value, second.value, "exchange:values", "axes_swapped")


def _twins_mixed(target: Target, first: ast.Assign, second: ast.Assign) -> bool:
    """Two targets of one thing on two axes; `row = at // n; col = at % n` is as it should be."""
    one, other = target.text(first.targets[0]), target.text(second.targets[0])
    signs = [type(two.value.op) for two in (first, second) if isinstance(two.value, ast.BinOp)]
    natural = axis_of(one) == "h" and signs == [ast.FloorDiv, ast.Mod]
    return plain(one) == plain(other) and not natural


@at_most(20)
def exchanged_others(target: Target) -> Iterator[Change]:
    """The right sides of any two neighbouring assignments exchanged."""
    for first, second in neighbours(target):
        if not isinstance(first, ast.Assign) or not isinstance(second, ast.Assign):
            continue
        if target.text(first.value) != target.text(second.value) and not _twins_mixed(target, first, second):
            yield _exchange(target, first.value, second.value, "exchange:others", "order")


def neighbours(target: Target) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """Statements that follow one another in one block."""
    for node in target.nodes:
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                edited = [one for one in block if one in target.parents]
                yield from pairwise(edited)


@at_most(10)
def split_chains(target: Target) -> Iterator[Change]:
    """`out_h = out_w = (H - k) // s + 1`: the second one is computed with the names of its own axis."""
    for node in target.nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 2:
            continue
        value, (start, _) = node.value, target.span(node)
        edits = _swapped(target, value)
        offset, last = target.span(value)
        text = target.source[offset:last].decode()
        if not edits or "\n" in text:
            continue
        changed = target.source[offset:last]
        for edit in sorted(edits, key=lambda one: -one.start):
            changed = changed[: edit.start - offset] + edit.text.encode() + changed[edit.end - offset :]
        for one, other in (node.targets, reversed(node.targets)):
            new = f"{target.text(one)}, {target.text(other)} = {text}, {changed.decode()}"
            edit = Edit(start=start, end=last, text=new)
            yield change(target, "split", "axes_swapped", edit, at=node)
