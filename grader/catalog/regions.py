"""The parts of a reference that students write themselves: lines from `### BEGIN SOLUTION` to `### END SOLUTION`."""

import ast
import io
import re
import tokenize
from typing import NamedTuple

from grader.errors import TaskError

_MARKER = re.compile(r"#+\s*(BEGIN|END)\s+SOLUTION\s*")


class Region(NamedTuple):
    """One solution region; both marker lines belong to it."""

    begin: int
    """1-based line of the first marker."""
    end: int
    indent: int
    """Columns before the markers."""
    function: str | None
    """Name of the function whose body it is in (`Block.forward`); None at the level of the module or of a class."""


def solution_regions(source: str, file: str) -> tuple[Region, ...]:
    """The regions of `source` from top to bottom.

    Raises TaskError, naming `file` and the line, where the source does not parse, where markers do not pair up, and
    where no region lies inside a function, since the starter would then have nothing left to write.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise TaskError(f"{file}, line {getattr(error, 'lineno', 1)}: this does not parse: {error}.") from None
    regions = tuple(Region(begin, end, indent, _function(tree, begin)) for begin, end, indent in _pairs(source, file))
    for region in regions:
        _demand_whole_statements(tree, region, file)
    if not any(region.function for region in regions):
        raise TaskError(
            f"{file}: no part is marked as the student's. Inside the function, put `### BEGIN SOLUTION` above and "
            "`### END SOLUTION` below what students write, each on a line of its own."
        )
    return regions


def _pairs(source: str, file: str) -> list[tuple[int, int, int]]:
    """(first line, last line, columns before the markers) of each region."""
    pairs: list[tuple[int, int, int]] = []
    open_at: tuple[int, int] | None = None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        marker = _MARKER.fullmatch(token.string) if token.type == tokenize.COMMENT else None
        if marker is None:
            continue
        line, column = token.start
        if token.line[:column].strip():
            raise TaskError(f"{file}, line {line}: `{token.string}` must stand on a line of its own.")
        if marker[1] == "BEGIN":
            if open_at:
                raise TaskError(f"{file}, line {line}: a region begins inside the one that began in line {open_at[0]}.")
            open_at = (line, column)
        elif open_at is None:
            raise TaskError(f"{file}, line {line}: a region ends that never began; put `### BEGIN SOLUTION` above it.")
        elif open_at[1] != column:
            raise TaskError(f"{file}, line {line}: indent this marker like the one in line {open_at[0]}.")
        else:
            pairs.append((open_at[0], line, column))
            open_at = None
    if open_at:
        raise TaskError(f"{file}, line {open_at[0]}: this region never ends; put `### END SOLUTION` below it.")
    return pairs


def _function(tree: ast.Module, line: int) -> str | None:
    """Dotted name of the innermost function that `line` is in; None where it is in a module's or a class's body."""
    path: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = []
    node: ast.AST = tree
    while True:
        inner = next(
            (
                child
                for child in ast.walk(node)
                if child is not node
                and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and child.lineno < line <= (child.end_lineno or 0)
            ),
            None,
        )
        if inner is None:
            break
        path.append(inner)
        node = inner
    if not path or isinstance(path[-1], ast.ClassDef):
        return None
    return ".".join(scope.name for scope in path)


def _demand_whole_statements(tree: ast.Module, region: Region, file: str) -> None:
    """Each statement is either in the region or outside, and the region does not run over its function's end."""
    inside = 0
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        begins, ends = region.begin < node.lineno < region.end, region.begin < (node.end_lineno or 0) < region.end
        inside += begins
        if begins and (not ends or node.col_offset < region.indent):
            raise TaskError(
                f"{file}, line {region.begin}: this region runs over the end of the block it began in (line "
                f"{node.lineno}); put `### END SOLUTION` before it."
            )
    if not inside:
        raise TaskError(f"{file}, line {region.begin}: this region holds no statement.")
