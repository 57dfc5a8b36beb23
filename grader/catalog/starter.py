"""The starter: the reference with its solution regions cut, so that students read what teachers wrote."""

import ast
from collections.abc import Iterable, Sequence
from itertools import takewhile

from grader.catalog.regions import Region, solution_regions
from grader.errors import TaskError

_NOT_THEIRS = {"reference", "grader", "assignments", ""}
"""Packages that students do not have; the empty name is a relative import."""


def cut_starter(source: str, entries: Sequence[str], file: str) -> str:
    """The reference as students receive it: solution regions cut, the module's own docstring dropped.

    A region inside a function becomes a line that raises NotImplementedError, one outside leaves no trace. Raises
    TaskError, naming `file`, where `source` is not marked rightly or where what is left does not hold all `entries`.
    """
    regions = solution_regions(source, file)
    lines = _cut(source.splitlines(), regions)
    tree = ast.parse(source)
    if ast.get_docstring(tree, clean=False) is not None:
        lines[: tree.body[0].end_lineno] = []
    starter = "\n".join(lines).strip("\n") + "\n"
    _demand_entries(starter, entries, file)
    return starter


def _cut(lines: list[str], regions: tuple[Region, ...]) -> list[str]:
    kept: list[str] = []
    after = 0
    for region in regions:
        kept += lines[after : region.begin - 1]
        after = region.end
        if region.function:
            indent = " " * region.indent
            kept += [
                f"{indent}# YOUR CODE HERE",
                f'{indent}raise NotImplementedError("{region.function}: your code here")',
            ]
        else:
            after = _close_gap(kept, lines, after)
    return kept + lines[after:]


def _close_gap(kept: list[str], lines: list[str], after: int) -> int:
    """Leaves as many blank lines as the wider side had, not those of both; gives the line to go on with."""
    before, behind = _blank(reversed(kept)), _blank(lines[after:])
    kept += [""] * (behind - before)
    return after + behind


def _blank(lines: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda line: not line.strip(), lines))


def _demand_entries(starter: str, entries: Sequence[str], file: str) -> None:
    """The starter parses, holds the entries and imports nothing that students do not have."""
    try:
        tree = ast.parse(starter)
    except SyntaxError as error:
        raise TaskError(
            f"{file}: without its solution regions this does not parse ({error.msg}: {(error.text or '').strip()}). "
            "Each region must hold whole statements."
        ) from None
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for entry in entries:
        if entry not in defined:
            raise TaskError(f"{file}: {entry} itself is cut away; move the markers inside it, below its docstring.")
    for node in ast.walk(tree):
        imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        imported += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        for module in imported:
            if module.partition(".")[0] in _NOT_THEIRS:
                raise TaskError(
                    f"{file}: students would receive `{ast.unparse(node)}`, which they do not have; put it into a "
                    "solution region, or write out here what it brings."
                )
