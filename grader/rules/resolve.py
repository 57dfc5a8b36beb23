"""Says what an expression refers to, without running it: a function of a library, or a definition of the student's."""

import ast
from dataclasses import dataclass

from grader.rules import constants
from grader.rules.canon import canonical
from grader.rules.scopes import Binding, Names, Order, Scope

_DEPTH = 40
_READ = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
"""Nodes at which a function of a library may be reached."""
"""Steps from a name to what it stands for; longer chains are given up."""
_MANY_STEPS = 20_000
_MOST_STEPS = 200_000
"""Beyond these nothing more is resolved; large coursework takes a tenth."""
_MOST_BINDINGS = 100
"""Bindings of one name, values of one attribute, returns of one function that are looked at; the last ones."""
_WALKED_PER_STEP = 50
_BUILTINS = frozenset(
    ("eval", "exec", "compile", "getattr", "setattr", "globals", "locals", "vars", "__import__", "staticmethod")
)
_PASS_ON = ("functools.partial", "functools.wraps", "torch.compile", "torch.jit.script", "builtins.staticmethod")
"""Called with a function, they give back that function, more or less."""
_GETTERS = ("builtins.getattr", "inspect.getattr_static")
_IMPORTERS = ("importlib.import_module", "builtins.__import__", "importlib.__import__", "sys.modules.get")
_MEMBER_METHODS = (".__dict__.get", ".__getattribute__", ".__getattr__", ".__dict__.__getitem__")


@dataclass(frozen=True)
class External:
    """Something of a library, by its dotted name."""

    name: str


@dataclass(frozen=True)
class Defined:
    """A def, class or lambda of the submission."""

    node: ast.AST


@dataclass(frozen=True)
class Module:
    """A module or package of the submission."""

    name: str


Ref = External | Defined | Module


class Resolver:
    """Resolves expressions of one submission. `pinned` replaces what the entry's name is bound to at the end."""

    def __init__(self, names: Names, pinned: Binding | None = None, pinned_scope: Scope | None = None) -> None:
        self.names = names
        self._pinned = pinned
        self._pinned_scope = pinned_scope
        self._known: dict[ast.AST, frozenset[Ref]] = {}
        self._origins: dict[ast.AST, frozenset[str]] = {}
        self._busy: set[ast.AST] = set()
        self._cuts = 0
        self._steps = 0
        self.exhausted = False
        """Something was left out, because the source would have taken too long: not everything was searched."""
        self._stars: set[tuple[str, str]] = set()
        self._returns: dict[ast.AST, list[ast.expr]] = {}
        self._packages = {name.rpartition(".")[0] for name in names.tops if "." in name}
        for node, scope in names.scope_of.items():
            if isinstance(node, ast.Return) and node.value is not None:
                function = names.maker.get(scope)
                if function is not None:
                    self._keep(self._returns.setdefault(function, []), node.value)
        self.patched: dict[str, list[ast.expr]] = {}
        self.touched: dict[ast.AST, list[ast.expr]] = {}
        self._note_patches()

    def refs(self, node: ast.AST, depth: int = 0) -> frozenset[Ref]:
        """Everything that `node` may refer to; empty where that cannot be told."""
        known = self._known.get(node)
        if known is not None:
            return known
        if self._spend():
            return frozenset()
        if depth > _DEPTH or node in self._busy:
            self._cuts += 1
            return frozenset()
        cuts = self._cuts
        self._busy.add(node)
        found = frozenset(self._refs(node, depth + 1))
        self._busy.discard(node)
        if cuts == self._cuts or not self._busy or self._steps > _MANY_STEPS:
            self._known[node] = found  # an answer cut short is kept only where source is made to be slow
        return found

    def origins(self, node: ast.AST) -> frozenset[str]:
        """Dotted names of library functions that are reached at this very node, not merely handed on by it."""
        if type(node) not in _READ:
            return frozenset()
        known = self._origins.get(node)
        if known is None:
            known = self._origins[node] = self._origins_of(node)
        return known

    def _origins_of(self, node: ast.AST) -> frozenset[str]:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                return frozenset()
            bindings, refs = self.bindings(node.id, node)
            for binding in bindings:
                if binding.kind == "import":
                    refs = refs | self.binding_refs(binding)
            return _external(refs)
        if isinstance(node, ast.Attribute):
            return _external(frozenset(self._attribute(node, 1)))
        if isinstance(node, ast.Call):
            return _external(frozenset(self._dynamic_call(node, 1)))
        if isinstance(node, ast.Subscript):
            return _external(frozenset(self._subscript(node, 1)))
        return frozenset()

    def bindings(self, name: str, node: ast.AST) -> tuple[list[Binding], frozenset[Ref]]:
        """What `name`, read at `node`, may be bound to, and what star imports and builtins add to that."""
        scope: Scope | None = self.names.scope_of.get(node)
        at = None if scope is None or _in_function(scope) else self._order(node)
        innermost = True
        while scope is not None and scope.parent is not None:
            if name in scope.bindings and (innermost or scope.kind != "class"):
                return self._last(scope.bindings[name]), frozenset()
            innermost = innermost and scope.kind == "comprehension"
            scope = scope.parent
        return self._global(name, scope, at) if scope is not None else ([], frozenset())

    def members(self, module: str, name: str) -> tuple[list[Binding], frozenset[Ref]]:
        """What `name` is in a module of the submission, when all of it has run."""
        top = self.names.tops.get(module)
        found, refs = self._global(name, top, None, builtins=False) if top else ([], frozenset[Ref]())
        inner = f"{module}.{name}"
        if not found and (inner in self.names.tops or inner in self._packages):
            refs = refs | {Module(inner)}
        return found, refs

    def binding_refs(self, binding: Binding, depth: int = 0) -> frozenset[Ref]:
        """What a binding makes its name refer to."""
        if binding.kind == "def":
            return frozenset({Defined(binding.node)})
        if binding.kind == "import":
            return frozenset(self._imported(binding.module, binding.member, depth))
        if binding.value is not None:
            return self.refs(binding.value, depth)
        if isinstance(binding.inside, (ast.Tuple, ast.List, ast.Set)):
            return frozenset(ref for one in binding.inside.elts for ref in self.refs(one, depth))
        return frozenset()

    def own_module(self, dotted: str) -> str | None:
        """The submission's module that `import dotted` means. Folders that `sys.path` may hide are overlooked."""
        if dotted in self.names.tops or dotted in self._packages:
            return dotted
        for name in self.names.tops:
            if name and (name.endswith("." + dotted) or dotted.endswith("." + name)):
                return name
        return None

    def constant(self, node: ast.AST, depth: int = 0) -> str | None:
        """The string that `node` always is, None where that cannot be told."""
        return constants.text(node, self._constant_name, depth)

    def _spend(self, steps: int = 1) -> bool:
        """Counts steps; whether the budget is spent."""
        self._steps += steps
        if self._steps > _MOST_STEPS:
            self.exhausted = True
        return self._steps > _MOST_STEPS

    def _keep(self, values: list[ast.expr], value: ast.expr) -> None:
        if len(values) < _MOST_BINDINGS:
            values.append(value)
        else:
            self.exhausted = True

    def _last(self, bindings: list[Binding]) -> list[Binding]:
        if len(bindings) <= _MOST_BINDINGS:
            return bindings
        self.exhausted = True
        return bindings[-_MOST_BINDINGS:]

    def _live(self, found: list[Binding], at: Order | None) -> tuple[list[Binding], bool]:
        """The bindings that a reader at `at` may see, the last one first; whether any stands before it."""
        live: list[Binding] = []
        any_before = False
        for walked, one in enumerate(reversed(found)):
            if walked % _WALKED_PER_STEP == _WALKED_PER_STEP - 1 and self._spend():
                break
            if at is not None and one.order >= at:
                continue
            any_before = True
            if len(live) == _MOST_BINDINGS:
                self.exhausted = True
                break
            if one.kind != "deleted":
                live.append(one)
            if not one.conditional:
                break
        return live, any_before

    def _constant_name(self, node: ast.Name, depth: int) -> str | None:
        if self._spend():
            return None
        values = [one.value for one in self.bindings(node.id, node)[0]]
        return self.constant(values[0], depth + 1) if len(values) == 1 and values[0] is not None else None

    def _global(
        self, name: str, top: Scope, at: Order | None, *, builtins: bool = True
    ) -> tuple[list[Binding], frozenset[Ref]]:
        found = top.bindings.get(name, [])
        if at is None and self._pinned is not None and top is self._pinned_scope and name == self._pinned.name:
            return [self._pinned], frozenset()
        live, any_before = self._live(found, at)
        if not any_before:
            live, _ = self._live(found, None)
        last = live[-1].order if live and not live[-1].conditional else (-1, 0, 0)
        refs: set[Ref] = set()
        for star in top.stars:
            if self._spend():
                break
            if star.order > last and (star.module, name) not in self._stars:
                self._stars.add((star.module, name))  # two modules may import all of each other
                refs |= self._imported(star.module, name, 0)
                self._stars.discard((star.module, name))
        if builtins and not live:
            if name in _BUILTINS:
                refs.add(External(f"builtins.{name}"))
            for value in self.patched.get(f"builtins.{name}", []):
                refs |= self.refs(value)
        return live, frozenset(refs)

    def _refs(self, node: ast.AST, depth: int) -> set[Ref]:
        if isinstance(node, ast.Name):
            bindings, refs = self.bindings(node.id, node)
            return set(refs).union(*(self.binding_refs(one, depth) for one in bindings))
        if isinstance(node, ast.Attribute):
            return self._attribute(node, depth)
        if isinstance(node, ast.Lambda):
            return {Defined(node)}
        if isinstance(node, (ast.NamedExpr, ast.Await, ast.Starred)):
            return set(self.refs(node.value, depth))
        if isinstance(node, ast.IfExp):
            return set(self.refs(node.body, depth) | self.refs(node.orelse, depth))
        if isinstance(node, ast.BoolOp):
            return {ref for one in node.values for ref in self.refs(one, depth)}
        if isinstance(node, ast.Subscript):
            return self._subscript(node, depth)
        if isinstance(node, ast.Call):
            return self._dynamic_call(node, depth) | self._returned(node, depth)
        return set()

    def _attribute(self, node: ast.Attribute, depth: int) -> set[Ref]:
        return {ref for base in self.refs(node.value, depth) for ref in self._member(base, node.attr, depth)}

    def _member(self, base: Ref, name: str, depth: int) -> set[Ref]:
        if isinstance(base, External):
            full = canonical(f"{base.name}.{name}")
            refs: set[Ref] = {External(full)}
            return refs.union(*(self.refs(value, depth) for value in self.patched.get(full, [])))
        if isinstance(base, Module):
            bindings, more = self.members(base.name, name)
        else:
            scope = self.names.scope_made.get(base.node)
            bindings = scope.bindings.get(name, []) if scope and isinstance(base.node, ast.ClassDef) else []
            more = frozenset()
        return set(more).union(*(self.binding_refs(one, depth + 1) for one in bindings)) if depth <= _DEPTH else set()

    def _imported(self, module: str, member: str, depth: int) -> set[Ref]:
        own = self.own_module(module)
        base: Ref = External(module) if own is None else Module(own)
        return self._member(base, member, depth + 1) if member else {base}

    def _dynamic_call(self, node: ast.Call, depth: int) -> set[Ref]:
        """Calls that fetch something by its name: `getattr(F, "conv2d")`, `import_module("torch").conv2d`."""
        found: set[Ref] = set()
        if isinstance(node.func, ast.Call) and node.func.args and node.args:  # operator.attrgetter("conv2d")(F)
            if External("operator.attrgetter") in self.refs(node.func.func, depth):
                name = self.constant(node.func.args[0])
                found |= {r for b in self.refs(node.args[0], depth) for r in self._member(b, name or "?", depth)}
            return found
        for function in _external(self.refs(node.func, depth)):
            if function in _GETTERS and len(node.args) >= 2:
                name = self.constant(node.args[1])
                if name is not None:
                    found |= {r for b in self.refs(node.args[0], depth) for r in self._path(b, name, depth)}
            elif function in _IMPORTERS and node.args:
                name = self.constant(node.args[0])
                whole = len(node.args) > 1 or bool(node.keywords) or not function.endswith("__import__")
                if name:
                    found |= self._imported(name if whole else name.partition(".")[0], "", depth)
            elif function.endswith(_MEMBER_METHODS) and node.args:
                owner = next(function.removesuffix(one) for one in _MEMBER_METHODS if function.endswith(one))
                name = self.constant(node.args[0])
                if name is not None:
                    found |= self._member(External(owner), name, depth)
        return found

    def _path(self, base: Ref, name: str, depth: int) -> set[Ref]:
        bases: set[Ref] = {base}
        for part in name.split("."):
            bases = {ref for one in bases for ref in self._member(one, part, depth)}
        return bases

    def _returned(self, node: ast.Call, depth: int) -> set[Ref]:
        found: set[Ref] = set()
        for function in self.refs(node.func, depth):
            if isinstance(function, External) and function.name in _PASS_ON and node.args:
                found |= self.refs(node.args[0], depth)
            elif isinstance(function, Defined):
                if isinstance(function.node, ast.Lambda):
                    found |= self.refs(function.node.body, depth)
                for value in self._returns.get(function.node, []):
                    found |= self.refs(value, depth)
        return found

    def _subscript(self, node: ast.Subscript, depth: int) -> set[Ref]:
        holder = node.value
        if isinstance(holder, (ast.Tuple, ast.List)):
            return {ref for one in holder.elts for ref in self.refs(one, depth)}
        if isinstance(holder, ast.Dict):
            return {ref for one in holder.values for ref in self.refs(one, depth)}
        key = self.constant(node.slice)
        if key is None:
            return set()
        if isinstance(holder, ast.Call):
            functions = _external(self.refs(holder.func, depth))
            if functions & {"builtins.vars"} and holder.args:
                return {r for b in self.refs(holder.args[0], depth) for r in self._member(b, key, depth)}
            scope = self.names.scope_of.get(node)
            if functions & {"builtins.globals", "builtins.vars", "builtins.locals"} and scope is not None:
                bindings, refs = self._global(key, scope.module, None)
                return set(refs).union(*(self.binding_refs(one, depth) for one in bindings))
            return set()
        found: set[Ref] = set()
        for name in _external(self.refs(holder, depth)):
            if name == "sys.modules":
                found |= self._imported(key, "", depth)
            elif name.endswith(".__dict__"):
                found |= self._member(External(name.removesuffix(".__dict__")), key, depth)
        return found

    def _note_patches(self) -> None:
        """Assignments to attributes of modules and classes, wherever they stand."""
        for touch in self.names.touches:
            if not isinstance(touch.target, ast.Attribute) or not touch.attribute:
                continue
            for base in self.refs(touch.target.value):
                if isinstance(base, External):
                    self._keep(self.patched.setdefault(canonical(f"{base.name}.{touch.attribute}"), []), touch.value)
                elif isinstance(base, Defined):
                    self.touched.setdefault(base.node, []).append(touch.value)
                elif base.name in self.names.tops:
                    order = self._order(touch.value)
                    one = Binding("value", touch.attribute, touch.value, order, True, value=touch.value)
                    self.names.tops[base.name].bindings.setdefault(touch.attribute, []).append(one)
        self._known.clear()
        self._steps = 0

    def _order(self, node: ast.AST) -> Order:
        piece = self.names.piece_of.get(node)
        return (piece.order if piece else 0), getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _external(refs: frozenset[Ref]) -> frozenset[str]:
    return frozenset(ref.name for ref in refs if isinstance(ref, External))


def _in_function(scope: Scope) -> bool:
    inner: Scope | None = scope
    while inner is not None:
        if inner.kind == "function":
            return True
        inner = inner.parent
    return False
