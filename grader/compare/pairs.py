"""Two known mistakes at once: one made in the place of the reference that the other builds on.

Most known mistakes are the reference with something done to its arguments or its result. Such a one can be laid around
another mistake as well as around the reference; networks that inherit from the reference are laid around by
inheritance. Nothing is invented: a pair is named under the same rule as a single mistake.
"""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

from grader.authoring import MistakeSpec, TaskSpec
from grader.model import Frozen


class Pair(Frozen):
    """Two mistakes of a task, made together."""

    id: str
    """`flipped+no_bias`, whichever is laid around the other."""
    laid: str
    """`flipped(no_bias)`."""
    parts: tuple[MistakeSpec, MistakeSpec]
    functions: Mapping[str, Callable[..., Any]]
    """What stands for the task's functions."""


def pairs_of(spec: TaskSpec, entries: Sequence[str]) -> Iterator[Pair]:
    """Every two mistakes of the task's functions `entries` that can be laid one around the other, in their order."""
    mistakes = [mistake for mistake in spec.mistakes if mistake.of in entries]
    place = {mistake.id: number for number, mistake in enumerate(mistakes)}
    for outer in mistakes:
        for inner in mistakes:
            if outer.id == inner.id:
                continue
            if outer.of != inner.of and place[outer.id] > place[inner.id]:
                continue  # they do not meet, so one order is enough
            functions = _together(spec, outer, inner)
            if functions is not None:
                first, second = (outer, inner) if place[outer.id] < place[inner.id] else (inner, outer)
                yield Pair(
                    id=f"{first.id}+{second.id}",
                    laid=f"{outer.id}({inner.id})",
                    parts=(first, second),
                    functions=functions,
                )


def _together(spec: TaskSpec, outer: MistakeSpec, inner: MistakeSpec) -> dict[str, Callable[..., Any]] | None:
    if outer.of != inner.of:
        return {outer.of: outer.function, inner.of: inner.function}
    function = _around(outer.function, inner.function, spec.functions[outer.of])
    return None if function is None else {outer.of: function}


def _around(outer: Any, inner: Any, reference: Any) -> Callable[..., Any] | None:
    """`outer` with `inner` where it would use `reference`; None where it does not use it."""
    if isinstance(outer, type):
        return _inheriting(outer, inner, reference)
    if not isinstance(outer, FunctionType) or not _uses(outer, reference):
        return None
    found = _rebound(outer, inner, reference).get(outer.__name__)
    return found if isinstance(found, FunctionType) else None


def _inheriting(outer: type, inner: Any, reference: Any) -> type | None:
    if not isinstance(inner, type) or not issubclass(outer, reference) or not issubclass(inner, reference):
        return None
    try:
        return type(outer.__name__, (outer, inner), {"__module__": outer.__module__})
    except TypeError:  # one inherits from the other
        return None


def _uses(function: FunctionType, reference: Any) -> bool:
    """Whether it calls the reference, itself or by a helper of its module."""
    seen: set[str] = set()
    waiting = [function]
    while waiting:
        code = waiting.pop().__code__
        for name in _names(code) - seen:
            seen.add(name)
            value = function.__globals__.get(name)
            if value is reference:
                return True
            if isinstance(value, FunctionType) and value.__globals__ is function.__globals__:
                waiting.append(value)
    return False


def _names(code: Any) -> set[str]:
    """Global names that a function and the functions inside it mention."""
    inner = (constant for constant in code.co_consts if hasattr(constant, "co_names"))
    return set(code.co_names).union(*map(_names, inner))


def _rebound(outer: FunctionType, inner: Any, reference: Any) -> dict[str, Any]:
    """The globals of the module of `outer`, its functions made anew, with `inner` in the place of the reference."""
    return _rebound_module(_Module(outer.__globals__), inner, reference)


class _Module:
    """A module's globals, to be told apart by which they are."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def __hash__(self) -> int:
        return id(self.names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Module) and other.names is self.names


@functools.lru_cache(maxsize=256)
def _rebound_module(module: _Module, inner: Any, reference: Any) -> dict[str, Any]:
    fresh: dict[str, Any] = {}
    for name, value in module.names.items():
        if value is reference:
            fresh[name] = inner
        elif isinstance(value, FunctionType) and value.__globals__ is module.names:
            made = FunctionType(value.__code__, fresh, value.__name__, value.__defaults__, value.__closure__)
            made.__kwdefaults__ = value.__kwdefaults__
            fresh[name] = made
        else:
            fresh[name] = value
    return fresh
