"""A driver as students receive it: one function that holds all that the driver needs of drive.py.

Nothing of it becomes a global name: a driver may be called as a student's own function is.
"""

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence

from grader.model import Frozen

_MOST_LINES = 40
"""A driver of more lines explains nothing to a student who wants to see one example."""


class Helper(Frozen):
    """The part of drive.py that one driver needs."""

    driver: str
    source: str
    """Top-level statements of drive.py in their order."""
    uses: tuple[str, ...]
    """The student's functions that it calls."""
    says: tuple[str, ...]
    """Names of the sentences with which it may refuse what a student's function gave it."""


def helper_of(drive: str, driver: str, functions: Sequence[str]) -> Helper | None:
    """What `driver` needs of the source `drive`; None where that is too long to be shown or cannot stand alone."""
    tree = ast.parse(drive)
    needed = _needed(tree, driver)
    source = "\n".join(_texts(drive.splitlines(), needed)).strip("\n")
    if len(source.splitlines()) > _MOST_LINES or any(isinstance(node, ast.Global) for node in _walk(needed)):
        return None
    used = {node.attr for node in _walk(needed) if isinstance(node, ast.Attribute)}
    by_name = any(isinstance(node, ast.Name) and node.id in {"getattr", "vars"} for node in _walk(needed))
    return Helper(
        driver=driver,
        source=source,
        uses=tuple(name for name in functions if by_name or name in used) or tuple(functions),
        says=tuple(dict.fromkeys(_said(needed))),
    )


def indented(source: str) -> str:
    """`source` four columns further right; text of several lines that is no docstring stays as it is."""
    docstrings = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None
    }
    kept: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        (first, _), (last, _) = token.start, token.end
        if first not in docstrings:
            kept |= set(range(first + 1, last + 1))
    lines = source.splitlines()
    return "\n".join(line if n in kept or not line else f"    {line}" for n, line in enumerate(lines, 1))


def _needed(tree: ast.Module, driver: str) -> list[ast.stmt]:
    """The top-level statements that `driver` needs, itself included, in their order."""
    found: set[ast.stmt] = set()
    todo = [driver]
    while todo:
        name = todo.pop()
        for statement in tree.body:
            if statement not in found and name in _defines(statement):
                found.add(statement)
                todo += [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return [statement for statement in tree.body if statement in found]


def _defines(statement: ast.stmt) -> set[str]:
    """The names that a top-level statement binds."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    inner = _walk([statement])
    return {node.id for node in inner if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _texts(lines: list[str], statements: list[ast.stmt]) -> Iterator[str]:
    """Each statement as written, with the comments right above it; a blank line around functions."""
    before: ast.stmt | None = None
    for statement in statements:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(one.lineno for one in decorators)])
        while first > 1 and lines[first - 2].startswith("#"):
            first -= 1
        if before is not None and (_kind(before) != _kind(statement) or _kind(statement) == "block"):
            yield ""
        yield from lines[first - 1 : statement.end_lineno]
        before = statement


def _kind(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return "block"
    return "import" if isinstance(statement, ast.Import | ast.ImportFrom) else "value"


def _said(statements: list[ast.stmt]) -> Iterator[str]:
    for node in _walk(statements):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "mismatch":
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                yield str(first.value)
            else:
                yield "unknown"


def _walk(statements: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    for statement in statements:
        yield from ast.walk(statement)
