"""A submission's source as syntax trees, grouped into the namespaces in which it will run."""

import ast
import re
import textwrap
import warnings
from dataclasses import dataclass, field

from grader.model import Submission, Unit

_WRITES_FILE = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?[\"']?([^\"'\n]+?)\.py[\"']?[ \t]*\n")
NOTEBOOK = ""
"""The name of the namespace in which all cells of a notebook run."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A unit that parses, or the module that a `%%writefile` cell writes."""

    unit: Unit
    order: int
    tree: ast.Module
    lines: list[str]
    """What the tree's line numbers count."""
    offset: int = 0
    """Lines of the unit above the tree's first."""

    def text(self, line: int) -> str:
        """One line as it runs, 1-based; empty where there is none."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""


@dataclass(eq=False)
class Space:
    """One namespace: all cells of a notebook, or one module."""

    name: str
    is_package: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def is_notebook(self) -> bool:
        """Whether its pieces are cells."""
        return self.name == NOTEBOOK


def spaces_of(submission: Submission) -> dict[str, Space]:
    """The namespaces by module name; the notebook's is called `NOTEBOOK`. Units that do not parse are left out."""
    spaces: dict[str, Space] = {}
    for order, unit in enumerate(submission.units):
        written = _WRITES_FILE.match(unit.source) if unit.cell is not None else None
        if written:
            body = unit.source[written.end() :]
            tree = _parsed(body)
            if tree is not None:
                name = written[1].removeprefix("./").replace("/", ".")
                offset = unit.source[: written.end()].count("\n")
                space = spaces.setdefault(name, Space(name))
                space.pieces.append(Piece(unit, order, tree, body.split("\n"), offset))
            continue
        tree = None if unit.fault else _parsed(unit.code)
        if tree is None:
            continue
        name, is_package = (NOTEBOOK, False) if unit.cell is not None else module_name(unit.name)
        space = spaces.setdefault(name, Space(name, is_package))
        space.pieces.append(Piece(unit, order, tree, unit.code.split("\n")))
    return spaces


def module_name(path: str) -> tuple[str, bool]:
    """(`layers.conv`, False) for `layers/conv.py`; (`layers`, True) for `layers/__init__.py`."""
    name = path.removesuffix(".py").removesuffix(".PY").replace("/", ".")
    package = name.removesuffix(".__init__")
    return package, package != name


def statement_source(piece: Piece, node: ast.stmt) -> str:
    """The statement's own lines with its decorators, after as many empty ones that line numbers agree.

    A statement inside a block stays indented, below an `if True:`; to dedent it would change multi-line strings.
    """
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    last = node.end_lineno or node.lineno
    lines = piece.lines[first - 1 : last]
    above = first - 1 + piece.offset
    if lines and lines[0][:1] in " \t":
        return "\n" * (above - 1) + "if True:\n" + "\n".join(lines) + "\n"
    return "\n" * above + "\n".join(lines) + "\n"


def shown_source(piece: Piece, node: ast.stmt) -> str:
    """The same lines to be looked at: dedented, nothing around them."""
    return textwrap.dedent(statement_source(piece, node).lstrip("\n").removeprefix("if True:\n"))


def _parsed(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
