"""Strings that can be told without running anything: literals, their sums, f-strings and joins of them."""

import ast
from collections.abc import Callable

_DEPTH = 20
_LONGEST = 400
"""No function has a longer name; what is longer is not put together."""


def text(node: ast.AST, of_name: Callable[[ast.Name, int], str | None], depth: int = 0) -> str | None:
    """The string that the expression always is, else None. `of_name(name, depth)` looks a variable up."""
    if depth > _DEPTH:
        return None
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) and len(node.value) <= _LONGEST else None
    if isinstance(node, ast.Name):
        return of_name(node, depth + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _sum([text(node.left, of_name, depth + 1), text(node.right, of_name, depth + 1)])
    if isinstance(node, ast.JoinedStr):
        return _sum([text(one, of_name, depth + 1) for one in node.values])
    if isinstance(node, ast.FormattedValue) and node.conversion == -1 and node.format_spec is None:
        return text(node.value, of_name, depth + 1)
    if isinstance(node, ast.Subscript) and _is_reversal(node.slice):
        whole = text(node.value, of_name, depth + 1)
        return None if whole is None else whole[::-1]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
        return _joined(node.func, node.args[0], of_name, depth + 1)
    return None


def _is_reversal(part: ast.expr) -> bool:
    """Whether it is `::-1`."""
    if not isinstance(part, ast.Slice) or part.lower or part.upper or not isinstance(part.step, ast.UnaryOp):
        return False
    step = part.step
    return isinstance(step.op, ast.USub) and isinstance(step.operand, ast.Constant) and step.operand.value == 1


def _joined(
    method: ast.Attribute, given: ast.expr, of_name: Callable[[ast.Name, int], str | None], depth: int
) -> str | None:
    between = text(method.value, of_name, depth)
    if method.attr != "join" or between is None or not isinstance(given, (ast.List, ast.Tuple)):
        return None
    if len(given.elts) > _LONGEST:
        return None
    return _short([text(one, of_name, depth) for one in given.elts], between)


def _sum(parts: list[str | None]) -> str | None:
    return _short(parts, "")


def _short(parts: list[str | None], between: str) -> str | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or sum(map(len, known)) + len(between) * len(parts) > _LONGEST:
        return None
    return between.join(known)
