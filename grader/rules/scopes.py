"""Which names are bound where: Python's scopes, with every binding kept in order. Nothing here calls itself, so that
deeply nested source cannot exhaust the stack."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from grader.rules.program import Piece, Space
from grader.syntax import children

Kind = Literal["module", "function", "class", "comprehension", "dead"]
BindingKind = Literal["def", "value", "import", "star", "param", "other", "deleted"]
Order = tuple[int, int, int]
"""(unit, line, column): where in the submission."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_Conditional = ast.If | ast.IfExp | ast.While | ast.Try | ast.TryStar | ast.Match | ast.For | ast.AsyncFor
_EXPRESSIONS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.Starred)
_OPERATIONS = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.JoinedStr)
_PLAIN = frozenset((*_EXPRESSIONS, *_OPERATIONS, ast.Expr, ast.Return, ast.keyword, ast.arguments, ast.arg))
"""Nodes that bind nothing, open no scope and run whenever what they stand in does: most of them, so asked first."""
_ADDERS = ("append", "add", "extend", "insert", "update", "setdefault", "register", "__setattr__", "__setitem__")


@dataclass(eq=False)
class Binding:
    """One place that gives a name its meaning."""

    kind: BindingKind
    name: str
    node: ast.AST
    """The def or class, or the statement."""
    order: Order
    conditional: bool
    """It may not run: it stands in an `if`, a loop, a `try`, or in a function that says `global`."""
    value: ast.expr | None = None
    """What is assigned, where it can be named."""
    inside: ast.expr | None = None
    """What the value is taken out of (a loop's iterable, an unpacked call), else None."""
    module: str = ""
    """Imports: the dotted module."""
    member: str = ""
    """Imports: the name in it, where the import is `from module import member`."""


@dataclass(eq=False)
class Touch:
    """A change to what a name refers to, made elsewhere: `Net.forward = ...`, `helpers["conv"] = ...`."""

    root: str
    attribute: str
    value: ast.expr
    scope: "Scope"
    target: ast.expr | None = None


@dataclass(eq=False)
class Scope:
    """One block of code that binds names of its own."""

    kind: Kind
    parent: "Scope | None"
    space: Space
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[Binding] = field(default_factory=list)
    elsewhere: dict[str, Literal["global", "nonlocal"]] = field(default_factory=dict)

    @property
    def module(self) -> "Scope":
        """The namespace's own scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(eq=False)
class Names:
    """All scopes of a submission."""

    tops: dict[str, Scope] = field(default_factory=dict)
    """Each namespace's own scope, by its name."""
    scope_of: dict[ast.AST, Scope] = field(default_factory=dict)
    """The scope in which each node is evaluated."""
    scope_made: dict[ast.AST, Scope] = field(default_factory=dict)
    """The scope that a def, class, lambda or comprehension opens."""
    maker: dict[Scope, ast.AST] = field(default_factory=dict)
    """The other way round."""
    piece_of: dict[ast.AST, Piece] = field(default_factory=dict)
    touches: list[Touch] = field(default_factory=list)


def names_of(spaces: dict[str, Space]) -> Names:
    """Walks over every piece of every namespace once."""
    names = Names()
    for space in spaces.values():
        top = names.tops[space.name] = Scope("module", None, space)
        for piece in space.pieces:
            _Walk(names, piece, top).run()
    _move_globals(names)
    for scope in [*names.tops.values(), *names.scope_made.values()]:
        for found in scope.bindings.values():
            found.sort(key=lambda binding: binding.order)
    return names


class _Walk:
    def __init__(self, names: Names, piece: Piece, top: Scope) -> None:
        self.names = names
        self.top = top
        self.piece = piece
        self.todo: list[tuple[ast.AST, Scope, bool]] = []

    def run(self) -> None:
        self._push(self.piece.tree.body, self.top, False)
        while self.todo:
            node, scope, conditional = self.todo.pop()
            self.names.scope_of[node] = scope
            self.names.piece_of[node] = self.piece
            self._visit(node, scope, conditional)

    def _push(self, nodes: Sequence[ast.AST], scope: Scope, conditional: bool) -> None:
        self.todo += [(node, scope, conditional) for node in nodes]

    def _visit(self, node: ast.AST, scope: Scope, conditional: bool) -> None:
        if type(node) in _PLAIN:
            self._push(children(node), scope, conditional)
            return
        if isinstance(node, _Function):
            self._function(node, scope, conditional)
            return
        if isinstance(node, ast.ClassDef):
            self._bind(scope, "def", node.name, node, conditional)
            inner = self._open("class", node, scope)
            self._push(node.body, inner, False)
            self._push([*node.decorator_list, *node.bases, *node.keywords], scope, conditional)
            return
        if isinstance(node, _Comprehension):
            inner = self._open("comprehension", node, scope)
            self._push(children(node), inner, True)
            return
        if isinstance(node, _Conditional):
            conditional = True
            if isinstance(node, ast.If) and _is_main_guard(node) and scope.kind == "module" and not _is_cell(scope):
                dead = self._open("dead", node, scope)
                self._push(node.body, dead, True)
                self._push([node.test, *node.orelse], scope, True)
                return
        self._bindings(node, scope, conditional)
        self._push(children(node), scope, conditional)

    def _function(self, node: _Function, scope: Scope, conditional: bool) -> None:
        inner = self._open("function", node, scope)
        every = node.args
        for one in [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]:
            if one is not None:
                self._bind(inner, "param", one.arg, one, False)
        self._push([every], scope, conditional)  # defaults and annotations belong to the outside
        if isinstance(node, ast.Lambda):
            self._push([node.body], inner, False)
            return
        self._bind(scope, "def", node.name, node, conditional)
        self._push(node.body, inner, False)
        self._push([*node.decorator_list, *([node.returns] if node.returns else [])], scope, conditional)

    def _open(self, kind: Kind, node: ast.AST, scope: Scope) -> Scope:
        inner = self.names.scope_made[node] = Scope(kind, scope, scope.space)
        self.names.maker[inner] = node
        return inner

    def _bindings(self, node: ast.AST, scope: Scope, conditional: bool) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._targets(target, node.value, node, scope, conditional)
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            if node.value is not None:
                adds = isinstance(node, ast.AugAssign)  # what it held before is still in it
                self._targets(node.target, node.value, node, scope, conditional or adds)
        elif isinstance(node, ast.NamedExpr):
            while scope.kind == "comprehension" and scope.parent is not None:
                scope = scope.parent
            self._targets(node.target, node.value, node, scope, conditional)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._elements(node.target, node.iter, node, scope, True)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._elements(node.optional_vars, node.context_expr, node, scope, conditional)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                module = alias.name if alias.asname else name
                self._bind(scope, "import", name, node, conditional, module=module)
        elif isinstance(node, ast.ImportFrom):
            self._import_from(node, scope, conditional)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            kind: Literal["global", "nonlocal"] = "global" if isinstance(node, ast.Global) else "nonlocal"
            scope.elsewhere.update(dict.fromkeys(node.names, kind))
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._bind(scope, "deleted", target.id, node, conditional)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            self._bind(scope, "other", node.name, node, True)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            self._bind(scope, "other", node.rest, node, True)
        elif isinstance(node, ast.Call):
            self._call(node, scope)

    def _import_from(self, node: ast.ImportFrom, scope: Scope, conditional: bool) -> None:
        module = node.module or ""
        if node.level:
            parts = scope.space.name.split(".")
            parts = parts[: len(parts) - node.level + (1 if scope.space.is_package else 0)]
            module = ".".join([*parts, module] if module else parts)
        for alias in node.names:
            if alias.name == "*":
                scope.stars.append(Binding("star", "*", node, self._order(node), conditional, module=module))
            else:
                name = alias.asname or alias.name
                self._bind(scope, "import", name, node, conditional, module=module, member=alias.name)

    def _targets(self, target: ast.expr, value: ast.expr, node: ast.AST, scope: Scope, conditional: bool) -> None:
        pairs = [(target, value)]
        while pairs:
            target, value = pairs.pop()
            if isinstance(target, ast.Name):
                self._bind(scope, "value", target.id, node, conditional, value=value)
            elif isinstance(target, (ast.Tuple, ast.List)):
                listed = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
                if listed and not any(isinstance(one, ast.Starred) for one in target.elts):
                    pairs += zip(target.elts, value.elts, strict=True)  # type: ignore[attr-defined]
                else:
                    self._elements(target, value, node, scope, conditional)
            elif isinstance(target, (ast.Attribute, ast.Subscript)):
                self._touch(target, value, scope)

    def _elements(self, target: ast.expr, inside: ast.expr, node: ast.AST, scope: Scope, conditional: bool) -> None:
        for one in ast.walk(target):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                order = node if hasattr(node, "lineno") else one
                self._bind(scope, "value", one.id, order, conditional, inside=inside)

    def _touch(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        attribute = target.attr if isinstance(target, ast.Attribute) else ""
        root = _root(target)
        if isinstance(target, ast.Subscript) and _is_namespace_dict(target.value):
            if isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str):
                self._bind(scope.module, "value", target.slice.value, target, True, value=value)
            return
        if root is not None:
            self.names.touches.append(Touch(root, attribute, value, scope, target))

    def _call(self, node: ast.Call, scope: Scope) -> None:
        """`setattr(Net, "forward", f)`, `table.append(f)`, `globals().update(f=...)`: changes without an assignment."""
        function = node.func
        if isinstance(function, ast.Name) and function.id == "setattr" and len(node.args) == 3:
            root = _root(node.args[0])
            name = node.args[1].value if isinstance(node.args[1], ast.Constant) else ""
            if root is not None:
                made = ast.Attribute(value=node.args[0], attr=str(name), ctx=ast.Store())
                self.names.touches.append(Touch(root, str(name), node.args[2], scope, made))
        elif isinstance(function, ast.Attribute) and function.attr in _ADDERS:
            if _is_namespace_dict(function.value):
                for keyword in node.keywords:
                    if keyword.arg:
                        self._bind(scope.module, "value", keyword.arg, node, True, value=keyword.value)
                return
            root = _root(function.value)
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            for value in given:
                if root is not None and isinstance(value, (ast.Name, ast.Attribute, ast.Lambda, ast.Dict, ast.List)):
                    self.names.touches.append(Touch(root, "", value, scope))

    def _bind(
        self,
        scope: Scope,
        kind: BindingKind,
        name: str,
        node: ast.AST,
        conditional: bool,
        *,
        value: ast.expr | None = None,
        inside: ast.expr | None = None,
        module: str = "",
        member: str = "",
    ) -> None:
        binding = Binding(kind, name, node, self._order(node), conditional, value, inside, module, member)
        scope.bindings.setdefault(name, []).append(binding)

    def _order(self, node: ast.AST) -> Order:
        """A name is bound when its statement is through (`f = wrap(f)` reads the old one); a loop's is bound before."""
        if isinstance(node, (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.ExceptHandler)):
            return self.piece.order, node.lineno, node.col_offset
        return self.piece.order, getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)


def _move_globals(names: Names) -> None:
    """What a function declares `global` or `nonlocal` is bound further out."""
    for scope in names.scope_made.values():
        for name, kind in scope.elsewhere.items():
            found = scope.bindings.pop(name, [])
            outer = scope.module if kind == "global" else _holder(scope.parent, name)
            for binding in found:
                binding.conditional = True
                outer.bindings.setdefault(name, []).append(binding)


def _holder(scope: Scope | None, name: str) -> Scope:
    assert scope is not None
    while scope.parent is not None and (scope.kind == "class" or name not in scope.bindings):
        scope = scope.parent
    return scope


def _root(expression: ast.expr) -> str | None:
    while isinstance(expression, (ast.Attribute, ast.Subscript)):
        expression = expression.value
    return expression.id if isinstance(expression, ast.Name) else None


def _is_namespace_dict(expression: ast.expr) -> bool:
    called = expression.func if isinstance(expression, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("globals", "vars", "locals")


def _is_cell(scope: Scope) -> bool:
    """In a notebook `__name__` is `__main__`."""
    return scope.space.is_notebook


def _is_main_guard(node: ast.If) -> bool:
    test = node.test
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = [test.left, test.comparators[0]]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
