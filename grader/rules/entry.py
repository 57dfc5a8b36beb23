"""Finds the function that the task asks for: which of its definitions is graded, and whether it was begun at all."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from grader.model import Frozen, Submission, SyntaxFault, Unit
from grader.rules.program import Piece, shown_source, spaces_of, statement_source
from grader.rules.resolve import Defined, External, Resolver
from grader.rules.scopes import Binding, Names, Scope, names_of
from grader.rules.stubs import is_stub, starter_definition

Rank = Literal["own", "stub", "wrapper", "foreign", "value"]
"""`own`: written by the student; `wrapper`: `f = compile(f)`; `foreign`: a library's function under the entry's name;
`value`: something else that happens to have the name."""


class EntrySource(Frozen):
    """Where the entry is defined, which definition counts, and what to do so that this one is called."""

    entry: str
    units_defining: tuple[tuple[str, int | None, int], ...] = ()
    """(unit, cell, line) of every definition, stubs included, in order."""
    unit: str = ""
    """The unit of the definition that is graded; for modules, the one to load."""
    cell: int | None = None
    line: int | None = None
    """1-based in that unit."""
    source: str | None = None
    """That definition as written; None where there is none."""
    is_stub: bool = False
    """Not started: all definitions are stubs, or the only one has an unfilled slot that does not parse."""
    parameters: tuple[str, ...] | None = None
    """Names of its positional parameters, where the definition shows them all."""
    restore: str | None = None
    """To be run last in the entry's namespace, where something later hides the definition that is graded."""
    syntax_fault: SyntaxFault | None = None
    """Why the entry cannot be read: it is written only where the source does not parse."""
    fault_unit: str = ""
    fault_cell: int | None = None

    @property
    def found(self) -> bool:
        """Whether there is something to call that the student began to write."""
        return self.source is not None and not self.is_stub


@dataclass(frozen=True, eq=False)
class Located:
    """The same for the rules that read on: trees instead of text."""

    source: EntrySource
    names: Names
    binding: Binding | None = None
    scope: Scope | None = None
    wrappers: tuple[Binding, ...] = ()


def find_entry(submission: Submission, entry: str, starter: str | None = None) -> EntrySource:
    """Finds the top-level definition of `entry` that is graded: the last that is no stub.

    A definition is a def, a class or an assigned or imported function at the top level of a cell or module, also
    inside `if`, `try` and `with`; in a module not below `if __name__ == "__main__"`. A stub does nothing, raises
    NotImplementedError, or is what `starter` (source) has there. Never raises.
    """
    return locate(submission, entry, starter).source


def locate(submission: Submission, entry: str, starter: str | None = None, names: Names | None = None) -> Located:
    """`find_entry`, with the trees it was found in: `names`, where they have been read already."""
    names = names or names_of(spaces_of(submission))
    resolver = Resolver(names)
    original = starter_definition(starter, entry)
    spaces = [_in_space(top, entry, names, resolver, original) for top in names.tops.values()]
    found = [space for space in spaces if space.ranked]
    fault = _faulty_unit(submission, entry)
    if not found:
        return Located(_unreadable(entry, fault), names)
    best = max(found, key=_quality)
    every = [binding for space in found for binding, _ in space.definitions]
    written = [binding for binding in every if binding.kind != "import"]  # an import of one defines nothing more
    defining = sorted(written or every, key=lambda one: one.order)
    places = tuple(_place(binding, names) for binding in defining)
    if not best.has_own and fault is not None and best.rank != "foreign":
        source = _unreadable(entry, fault).model_copy(update={"units_defining": places})
        return Located(source, names)
    binding = best.chosen
    unit, cell, line = _place(binding, names)
    statement = binding.node
    source = EntrySource(
        entry=entry,
        units_defining=places,
        unit=unit,
        cell=cell,
        line=line,
        source=shown_source(names.piece_of[statement], statement) if isinstance(statement, ast.stmt) else "",
        is_stub=best.rank == "stub",
        parameters=_parameters(statement),
        restore=_restore(best, entry, names, submission),
    )
    return Located(source, names, binding, best.scope, tuple(best.wrappers))


@dataclass(eq=False)
class _InSpace:
    scope: Scope
    ranked: list[tuple[Binding, Rank]]
    """All bindings of the entry's name, in order."""
    stars_after: bool = False

    @property
    def definitions(self) -> list[tuple[Binding, Rank]]:
        return [one for one in self.ranked if one[1] in ("own", "stub")] or self.ranked[-1:]

    @property
    def has_own(self) -> bool:
        return any(rank == "own" for _, rank in self.ranked)

    @property
    def chosen(self) -> Binding:
        return self._choice[0]

    @property
    def rank(self) -> Rank:
        return self._choice[1]

    @cached_property
    def wrappers(self) -> list[Binding]:
        after = self.chosen.order
        return [one for one, rank in self.ranked if rank == "wrapper" and one.order > after]

    @cached_property
    def _choice(self) -> tuple[Binding, Rank]:
        """The last one written by the student; else a foreign function assigned in the stub's place; else the stub."""
        own = [one for one in self.ranked if one[1] == "own"]
        stubs = [one for one in self.ranked if one[1] == "stub"]
        if own:
            return own[-1]
        if not stubs:
            return self.ranked[-1]
        assigned = [one for one in self.ranked if one[1] == "foreign" and one[0].kind == "value"]
        later = [one for one in assigned if one[0].order > stubs[-1][0].order]
        return (later or stubs)[-1]


def _in_space(scope: Scope, entry: str, names: Names, resolver: Resolver, original: ast.AST | None) -> _InSpace:
    ranked = [
        (binding, _rank(binding, entry, resolver, original))
        for binding in scope.bindings.get(entry, [])
        if binding.kind not in ("deleted", "other", "param")
    ]
    space = _InSpace(scope, ranked)
    if ranked:
        space.stars_after = any(
            star.order > space.chosen.order and resolver.own_module(star.module) is None for star in scope.stars
        )
    return space


def _rank(binding: Binding, entry: str, resolver: Resolver, original: ast.AST | None) -> Rank:
    if binding.kind == "def":
        return "stub" if is_stub(binding.node, original) else "own"
    if isinstance(binding.value, ast.Lambda):
        return "stub" if is_stub(binding.value, original) else "own"
    if isinstance(binding.value, ast.Call):
        given = [*binding.value.args, *(keyword.value for keyword in binding.value.keywords)]
        if any(isinstance(one, ast.Name) and one.id == entry for one in given):
            called = binding.value.func
            return "value" if isinstance(called, ast.Name) and called.id == entry else "wrapper"
    refs = resolver.binding_refs(binding)
    defined = [ref.node for ref in refs if isinstance(ref, Defined)]
    if defined:
        return "stub" if all(is_stub(node, original) for node in defined) else "own"
    if any(isinstance(ref, External) for ref in refs):
        return "foreign"
    return "own" if isinstance(binding.value, ast.Attribute) else "value"  # `conv2d = MyFunction.apply`


def _quality(space: _InSpace) -> tuple[bool, bool, bool, bool, int, int]:
    """Cells first, since they are what runs; then a written definition, not merely an import of one; then the module
    nearest to the top."""
    written = {"own": 3, "foreign": 2, "wrapper": 2, "stub": 1, "value": 0}[space.rank]
    return (
        space.scope.space.is_notebook and written > 0,
        written == 3,
        written > 0,
        space.chosen.kind != "import",
        -space.scope.space.name.count("."),
        space.chosen.order[0],
    )


def _restore(best: _InSpace, entry: str, names: Names, submission: Submission) -> str | None:
    if submission.notebook is not None and not best.scope.space.is_notebook:
        return f"from {best.scope.space.name} import {entry}\n"  # written beside the notebook, but never imported there
    chosen = best.chosen
    bound = best.scope.bindings[entry]
    wrappers = set(best.wrappers)
    hidden = [one for one in bound if one.order > chosen.order and one not in wrappers]
    if best.rank not in ("own", "foreign") or not (hidden or best.stars_after):
        return None
    statement = chosen.node
    return statement_source(names.piece_of[statement], statement) if isinstance(statement, ast.stmt) else None


def _parameters(definition: ast.AST) -> tuple[str, ...] | None:
    """Names in order of an undecorated function, `*args` aside; None of anything else."""
    if not isinstance(definition, ast.FunctionDef) or definition.decorator_list or definition.args.vararg:
        return None
    return tuple(one.arg for one in (*definition.args.posonlyargs, *definition.args.args))


def _place(binding: Binding, names: Names) -> tuple[str, int | None, int]:
    piece: Piece = names.piece_of[binding.node]
    return piece.unit.name, piece.unit.cell, getattr(binding.node, "lineno", 1) + piece.offset


def _faulty_unit(submission: Submission, entry: str) -> Unit | None:
    """The last unit that does not parse and seems to define the entry."""
    name = re.escape(entry)
    defines = re.compile(rf"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+{name}\b|^{name}[ \t]*=[^=]", re.MULTILINE)
    found = [unit for unit in submission.units if unit.fault is not None and defines.search(unit.code)]
    return found[-1] if found else None


def _unreadable(entry: str, unit: Unit | None) -> EntrySource:
    if unit is None or unit.fault is None:
        return EntrySource(entry=entry)
    return EntrySource(
        entry=entry,
        is_stub=unit.fault.placeholder,
        syntax_fault=unit.fault,
        fault_unit=unit.name,
        fault_cell=unit.cell,
    )
