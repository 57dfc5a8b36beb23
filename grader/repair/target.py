"""The functions of a submission that may be edited, each with its own lines and its tree."""

import ast
import re
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from grader.model import Submission
from grader.rules.entry import Located, locate
from grader.rules.program import Piece, spaces_of
from grader.rules.reach import reachable
from grader.rules.resolve import Resolver
from grader.rules.scopes import Names, names_of
from grader.syntax import children

MOST_LINES = 150
MOST_BYTES = 12_000
"""A function beyond these is a whole notebook in one def: no single edit says where it is wrong."""
_LINE = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, eq=False)
class Target:
    """One function or method of the student's that may be edited."""

    unit: str
    cell: int | None
    qualname: str
    """`conv2d`, or `Net.forward`."""
    first_line: int
    """1-based line of the unit where its `def` stands; decorators lie above."""
    source: bytes
    """Its own lines of `Unit.code`, whole and as they are indented, from the line of `def` on."""
    tree: ast.FunctionDef
    """Positions are relative to `source`."""
    kinds: dict[str, str] = field(default_factory=dict)
    """What local names hold, from one traced run (`int`, `tensor4`, ...); empty where nobody looked."""
    others: frozenset[str] = frozenset()
    """Names of the module that it could use: other functions, imports."""
    attributes: frozenset[str] = frozenset()
    """Of a method: what the methods of its class assign to self."""

    def offset(self, lineno: int, col: int) -> int:
        """A position of the tree as a byte of `source`."""
        return self._starts[lineno - 1] + col

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where the node begins and ends in `source`; parentheses around it are not part of it."""
        first, last = node.lineno, node.end_lineno  # type: ignore[attr-defined]
        return self.offset(first, node.col_offset), self.offset(last, node.end_col_offset)  # type: ignore[attr-defined]

    def text(self, node: ast.AST) -> str:
        """The node as it is written."""
        start, end = self.span(node)
        return self.source[start:end].decode()

    def text_if_short(self, node: ast.AST) -> str:
        """The text of an expression of one line; empty for all else."""
        if not isinstance(node, ast.expr) or node.lineno != node.end_lineno:
            return ""
        return self.text(node)

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds the node; the function itself for its parameters."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def statement_at(self, node: ast.AST) -> int:
        """The line of the unit where that statement begins."""
        return self.statement_of(node).lineno + self.first_line - 1

    def line_start(self, lineno: int) -> int:
        """Where a line of `source`, 1-based, begins; its end for the line after the last."""
        return self._starts[lineno - 1] if lineno <= len(self._starts) else len(self.source)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything that may be edited, in the order of the source: no annotations, no docstrings, and nothing
        inside f-strings, whose parts have no reliable positions before Python 3.12."""
        found: list[ast.AST] = []
        todo: list[ast.AST] = [self.tree]
        while todo:
            node = todo.pop()
            found.append(node)
            if isinstance(node, ast.JoinedStr):
                continue
            below = [one for one in children(node) if one not in _not_edited(node)]
            todo += reversed(below)
        return tuple(found)

    def inside(self, node: ast.AST, most: int = 200) -> Iterator[ast.AST]:
        """The node and what it holds, in order; of a very large one the beginning, or to look through each part of a
        long sum would take the square of its length."""
        todo = [node]
        while todo and most > 0:
            most -= 1
            one = todo.pop()
            yield one
            if not isinstance(one, ast.JoinedStr):
                todo += reversed(children(one))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node lies in."""
        return {below: node for node in self.nodes for below in children(node)}

    @cached_property
    def line_text(self) -> tuple[bytes, ...]:
        """The lines of `source`, with their ends."""
        return tuple(self.source[a:b] for a, b in zip(self._starts, [*self._starts[1:], len(self.source)], strict=True))

    @cached_property
    def locals(self) -> dict[str, None]:
        """Names that the function binds, parameters first, then as they are assigned; `self` aside."""
        found: dict[str, None] = {}
        for node in self.nodes:
            if isinstance(node, ast.arg):
                found[node.arg] = None
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found[node.id] = None
        found.pop("self", None)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins. Python ends a line at CR, LF or both, and nowhere else (`\\f` ends none)."""
        return [0, *(found.end() for found in _LINE.finditer(self.source) if found.end() < len(self.source))]


def _not_edited(node: ast.AST) -> tuple[ast.AST | None, ...]:
    if isinstance(node, ast.arg):
        return (node.annotation,)
    if isinstance(node, ast.AnnAssign):
        return (node.annotation,)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        first = node.body[0]
        return (node.returns, *node.decorator_list, *([first] if _is_text(first) else []))
    return ()


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant | ast.JoinedStr)


@dataclass(frozen=True, eq=False)
class _Candidate:
    node: ast.FunctionDef
    owner: ast.ClassDef | None

    @property
    def name(self) -> str:
        """What a call of it names: the class or the function."""
        return self.owner.name if self.owner is not None else self.node.name


def targets(submission: Submission, wanted: Sequence[str]) -> list[Target]:
    """The functions and methods that those called `wanted` may run: themselves first, then by distance.

    Functions inside functions belong to the one around them. Of several definitions of a name the one that is graded
    counts. Never raises.
    """
    try:
        return list(_targets(submission, wanted))
    except RecursionError:  # source made to exhaust us
        return []


def _targets(submission: Submission, wanted: Sequence[str]) -> Iterator[Target]:
    names = names_of(spaces_of(submission))
    candidates = _candidates(names)
    located = [one for one in (locate(submission, name, None, names) for name in wanted) if one.source.found]
    reached: set[ast.AST] = set()
    for one in located:
        if one.binding is not None:
            resolver = Resolver(names, one.binding, one.scope)
            reached |= reachable(names, resolver, [one.binding, *one.wrappers])
    chosen = _that_count([one for one in candidates if one.node in reached], located, submission, names)
    for candidate in _by_distance(chosen, wanted):
        target = _target(candidate, names)
        if target is not None:
            yield target


def _candidates(names: Names) -> list[_Candidate]:
    found: list[_Candidate] = []
    for top in names.tops.values():
        for piece in top.space.pieces:
            if piece.offset:  # written by %%writefile: not part of what the cell runs
                continue
            for node in _top_level(piece.tree.body):
                if isinstance(node, ast.FunctionDef):
                    found.append(_Candidate(node, None))
                elif isinstance(node, ast.ClassDef):
                    methods = {one.name: one for one in _top_level(node.body) if isinstance(one, ast.FunctionDef)}
                    found += [_Candidate(method, node) for method in methods.values()]
    return found


def _top_level(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements and those in `if`, `try` and `with`, in order."""
    todo = list(reversed(body))
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, ast.If | ast.With | ast.Try):
            inner = [one for one in children(node) if isinstance(one, ast.stmt | ast.ExceptHandler)]
            for one in reversed(inner):
                todo += reversed(one.body) if isinstance(one, ast.ExceptHandler) else [one]


def _that_count(
    candidates: list[_Candidate], located: list[Located], submission: Submission, names: Names
) -> list[_Candidate]:
    """One definition a name: that which is graded, or would be if it were asked for."""
    graded = {one.source.entry: one.binding.node for one in located if one.binding is not None}
    by_name: dict[tuple[str, str], set[ast.AST]] = {}
    for one in candidates:
        space = names.scope_of[one.node].module.space.name
        by_name.setdefault((space, one.name), set()).add(one.owner or one.node)
    dropped: set[ast.AST] = set()
    for (_, name), nodes in by_name.items():
        if len(nodes) > 1:
            if name not in graded:
                binding = locate(submission, name, None, names).binding
                graded[name] = binding.node if binding is not None else max(nodes, key=lambda node: node.lineno)  # type: ignore[attr-defined]
            if graded[name] in nodes:
                dropped |= nodes - {graded[name]}
    return [one for one in candidates if (one.owner or one.node) not in dropped]


def _by_distance(candidates: list[_Candidate], wanted: Sequence[str]) -> list[_Candidate]:
    """Those called `wanted` in that order, then what they name, then what those name; the rest as it stands."""
    by_name: dict[str, list[_Candidate]] = {}
    for one in candidates:
        by_name.setdefault(one.name, []).append(one)
    order: dict[_Candidate, None] = {}
    todo = deque(one for name in wanted for one in by_name.get(name, ()))
    while todo:
        one = todo.popleft()
        if one not in order:
            order[one] = None
            mentioned = _mentioned(one.owner or one.node)
            todo += [other for name in mentioned for other in by_name.get(name, ())]
    return [*order, *(one for one in candidates if one not in order)]


def _mentioned(node: ast.AST) -> list[str]:
    found: dict[str, None] = {}
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            found[one.id] = None
        elif isinstance(one, ast.Attribute):
            found[one.attr] = None
    return list(found)


def _target(candidate: _Candidate, names: Names) -> Target | None:
    node, owner = candidate.node, candidate.owner
    piece = names.piece_of[node]
    source = _own_lines(piece, node)
    tree = _parsed(source, node.name) if source is not None else None
    if source is None or tree is None:
        return None
    return Target(
        unit=piece.unit.name,
        cell=piece.unit.cell,
        qualname=f"{owner.name}.{node.name}" if owner is not None else node.name,
        first_line=node.lineno,
        source=source,
        tree=tree,
        others=frozenset(names.scope_of[node].module.bindings),
        attributes=_attributes(owner) if owner is not None else frozenset(),
    )


def _own_lines(piece: Piece, node: ast.FunctionDef) -> bytes | None:
    last = node.end_lineno or node.lineno
    if last - node.lineno + 1 > MOST_LINES:
        return None
    code = piece.unit.code.encode("utf-8", "surrogatepass")
    starts = [0, *(found.end() for found in _LINE.finditer(code)), len(code)]
    source = code[starts[node.lineno - 1] : starts[last]] if last < len(starts) else b""
    return source if 0 < len(source) <= MOST_BYTES else None


def _parsed(source: bytes, name: str) -> ast.FunctionDef | None:
    """The def, with positions relative to `source`. A method stays indented, below an `if True:`, for its strings."""
    indented = source[:1] in (b" ", b"\t", b"\f")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = source.decode()  # as text: a comment that looks like an encoding cookie must not count
            tree = ast.parse(("if True:\n" if indented else "") + text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    node: ast.stmt = tree.body[0]
    if indented and isinstance(node, ast.If):
        node = node.body[0]
        ast.increment_lineno(node, -1)
    return node if isinstance(node, ast.FunctionDef) and node.name == name else None


def _attributes(owner: ast.ClassDef) -> frozenset[str]:
    return frozenset(
        one.attr
        for one in ast.walk(owner)
        if isinstance(one, ast.Attribute)
        and isinstance(one.ctx, ast.Store)
        and isinstance(one.value, ast.Name)
        and one.value.id == "self"
    )
