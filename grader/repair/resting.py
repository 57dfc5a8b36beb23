"""What of a function did not run for a case: a change there cannot mend it, and need not be tried on it."""

import ast
from collections.abc import Collection, Sequence
from typing import NamedTuple

from grader.repair.target import Target

_SILENT = (ast.Pass, ast.Global, ast.Nonlocal, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
"""Statements that say nothing when they run, or whose insides run at another time."""


class Resting(NamedTuple):
    """Stretches of a function's source, in bytes, that did not run."""

    spans: tuple[tuple[int, int], ...]

    def covers(self, start: int, end: int) -> bool:
        """Whether all of these bytes lie in one of them: text put in right before or after is outside."""
        return any((first < start and end < last) or first <= start < end <= last for first, last in self.spans)


def resting(target: Target, ran: Collection[int]) -> Resting:
    """Statements none of whose lines (of `Target.source`, from 1) ran; all of the function where none of it did."""
    if not ran:
        return Resting(((0, len(target.source)),))
    lines, spans = frozenset(ran), []
    todo: list[Sequence[ast.AST]] = [target.tree.body]
    while todo:
        for one in todo.pop():
            if isinstance(one, _SILENT) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)):
                continue
            if isinstance(one, ast.stmt) and not _any_of(one, lines):
                spans.append(target.span(one))
                continue
            inner = [getattr(one, name, None) for name in ("body", "orelse", "finalbody", "handlers", "cases")]
            todo += [some for some in inner if isinstance(some, list)]
    return Resting(tuple(spans))


def _any_of(one: ast.stmt, lines: frozenset[int]) -> bool:
    return any(line in lines for line in range(one.lineno, (one.end_lineno or one.lineno) + 1))
