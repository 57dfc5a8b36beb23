"""Another name than the one that is written: what is returned in which order, and any of the same kind."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import permutations

from grader.repair.edits import Change, Edit
from grader.repair.operators.axes import axis_of, plain
from grader.repair.operators.places import at_most, called, change, instead, put, role
from grader.repair.target import Target

_CALLED = ("float", "int", "range", "len", "max", "min", "sum", "print", "isinstance", "tuple", "list", "super", "self")


@at_most(20)
def returned_orders(target: Target) -> Iterator[Change]:
    """What is returned in another order; one of several left out."""
    for node in target.nodes:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and 2 <= len(node.value.elts) <= 4:
            elements = node.value.elts
            if any(isinstance(one, ast.Starred) for one in elements):
                continue
            texts = [target.text(one) for one in elements]
            for order in list(permutations(range(len(texts))))[1:12]:
                edits = [
                    instead(target, element, texts[other])
                    for element, other, at in zip(elements, order, range(9), strict=False)
                    if other != at and texts[other] != texts[at]
                ]
                if edits:
                    yield change(target, f"return:{order}", "order", *edits, at=node)


@at_most(100)
def other_attributes(target: Target) -> Iterator[Change]:
    """`self.bn1` -> `self.bn2`: attributes of one family first, then any that is called the same way."""
    own = sorted(target.attributes | _attributes_read(target))
    used = [
        one
        for one in target.nodes
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == "self"
        and isinstance(one.ctx, ast.Load)
    ]
    for related in (True, False):
        for node in used:
            for other in own:
                if other != node.attr and (_stem(other) == _stem(node.attr)) is related:
                    start = instead(target, node, f"self.{other}")
                    yield change(target, f"attribute:{node.attr}>{other}", "name", start, at=node)


def _attributes_read(target: Target) -> set[str]:
    return {
        one.attr
        for one in target.nodes
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "self"
    }


def _stem(name: str) -> str:
    return re.sub(r"[\d_]+$", "", name)


_MOST_NAMES, _MOST_READS = 60, 400
"""A function that has more is not to be understood by trying."""


@at_most(80)
def nearest_names(target: Target) -> Iterator[Change]:
    """The local name of the same kind that is most like the one that is read."""
    yield from _other_names(target, range(1))


@at_most(260)
def other_names(target: Target) -> Iterator[Change]:
    """Any other local name of the same kind: near ones first, one a place, then the second one a place."""
    yield from _other_names(target, range(12))


def _other_names(target: Target, places: Iterable[int]) -> Iterator[Change]:
    known = [one for one in target.locals if one != "_"]
    reads = [
        one
        for one in target.nodes
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and one.id not in _CALLED and one.id in known
    ]
    known, reads = known[:_MOST_NAMES], reads[:_MOST_READS]
    reads = [one for one in reads if one.id in known]
    first_bound = _lines(target)
    ranked: dict[str, list[str]] = {}
    for name in dict.fromkeys(one.id for one in reads):
        fits = [one for one in known if one != name and _same_kind(target, name, one)]
        ranked[name] = sorted(fits, key=lambda other, name=name: -_likeness(name, other))  # type: ignore[misc]
    for place in places:
        for node in reads:
            others = [one for one in ranked[node.id] if first_bound.get(one, 0) <= node.lineno]
            if place < len(others):
                other = others[place]
                alike = axis_of(node.id) == axis_of(other) != ""
                rule = f"name:{plain(node.id)}>{plain(other)}" if alike else f"name:{node.id}>{other}"
                yield put(target, node, other, rule, "name")


def _lines(target: Target) -> dict[str, int]:
    """The line where each name is bound first."""
    found: dict[str, int] = {}
    for node in target.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, node.lineno)
    return found


def _same_kind(target: Target, name: str, other: str) -> bool:
    kind, its = target.kinds.get(name, ""), target.kinds.get(other, "")
    if kind and its:
        return kind == its
    known = role(name) in ("stride", "padding", "dilation", "groups", "kernel", "eps", "momentum")
    return not known or bool(role(other))


def _likeness(name: str, other: str) -> int:
    """Spelled alike, of one role: likelier to be mistaken for one another."""
    loops = 3 * (len(name) <= 2 and len(other) <= 2 and name.islower() and other.islower())
    return loops + 3 * (role(name) == role(other) != "") + 2 * (name[:2] == other[:2]) + (name[-2:] == other[-2:])


@at_most(30)
def other_pairs(target: Target) -> Iterator[Change]:
    """`stride=(kh, kw)` -> `stride=(sh, sw)`: a pair of names for another pair that the function has."""
    tuples = [
        one
        for one in target.nodes
        if isinstance(one, ast.Tuple) and len(one.elts) == 2 and all(isinstance(part, ast.Name) for part in one.elts)
    ]
    known = list(dict.fromkeys(", ".join(target.text(part) for part in one.elts) for one in tuples))
    for node in tuples:
        for other in known:
            written = ", ".join(target.text(part) for part in node.elts)
            if isinstance(node.ctx, ast.Load) and other != written:
                yield put(target, node, f"({other})", f"pair:{written}>{other}", "name")


@at_most(30)
def remembered(target: Target) -> Iterator[Change]:
    """A statistic that is computed -> one that has a name, and the other way round: `x.mean(0)` -> `running_mean`."""
    for node in target.nodes:
        word = called(node)
        if word in ("mean", "var", "std", "sum"):
            for name in target.locals:
                if word in name and target.text(target.statement_of(node)).partition("=")[0].strip() != name:
                    yield put(target, node, name, f"statistic:{name}", "running")


_OPPOSITE = {"in_features": "out_features", "in_channels": "out_channels", "running_mean": "running_var", "mean": "std"}
_OPPOSITE |= {"rows": "columns", "height": "width", "weight": "bias", "train": "eval"}
_OPPOSITE |= {other: one for one, other in _OPPOSITE.items()}


@at_most(20)
def opposite_attributes(target: Target) -> Iterator[Change]:
    """`old.out_features` -> `old.in_features`: attributes that come in pairs."""
    for node in target.nodes:
        if isinstance(node, ast.Attribute) and node.attr in _OPPOSITE and isinstance(node.ctx, ast.Load):
            end = target.span(node)[1]
            edit = Edit(start=end - len(node.attr.encode()), end=end, text=_OPPOSITE[node.attr])
            if not isinstance(target.parents[node], ast.Call) or target.parents[node].func is not node:  # type: ignore[attr-defined]
                yield change(target, f"opposite:{node.attr}", "name", edit, at=node)


@at_most(20)
def counted_by_name(target: Target) -> Iterator[Change]:
    """A constant in a range becomes a parameter: `range(1)` -> `range(epochs)`."""
    names = [one.arg for one in target.nodes if isinstance(one, ast.arg) and one.arg != "self"]
    for node in target.nodes:
        if called(node) == "range" and isinstance(node, ast.Call):
            for given in node.args:
                for name in names if isinstance(given, ast.Constant) else ():
                    if target.kinds.get(name, "int") == "int":
                        yield put(target, given, name, f"counted:{name}", "bound")
