"""Finds all code that the entry may run: a static call graph over names, across cells and modules."""

import ast

from grader.rules.resolve import Defined, External, Module, Resolver
from grader.rules.scopes import Binding, Names
from grader.syntax import children


def reachable(names: Names, resolver: Resolver, starts: list[Binding]) -> set[ast.AST]:
    """All nodes that run when one of `starts` is called, and those that made what it uses.

    A name leads to everything it may be bound to; a class to all of its methods; an object to whatever is assigned to
    its attributes anywhere. Rather too much than too little: but only through names that are really read.
    """
    return _Reach(names, resolver).run(starts)


class _Reach:
    def __init__(self, names: Names, resolver: Resolver) -> None:
        self._names = names
        self._resolver = resolver
        self._todo: list[ast.AST] = []
        self._followed: set[Binding] = set()
        self._changes: dict[tuple[str, str], list[ast.expr]] = {}
        """Each is followed once: it is the same, however often the name is read."""
        self._outer = {one for top in names.tops.values() for found in top.bindings.values() for one in found}
        for touch in names.touches:
            scope = touch.scope
            while scope.parent is not None and touch.root not in scope.bindings:
                scope = scope.parent
            bound = scope.bindings.get(touch.root, [])
            if scope.parent is None and any(one.kind != "import" for one in bound):
                self._changes.setdefault((scope.space.name, touch.root), []).append(touch.value)

    def run(self, starts: list[Binding]) -> set[ast.AST]:
        for start in starts:
            self._follow(start)
        seen: set[ast.AST] = set()
        while self._todo:
            node = self._todo.pop()
            if node in seen:
                continue
            seen.add(node)
            self._todo += children(node)
            self._todo += self._resolver.touched.get(node, [])
            if isinstance(node, ast.Name):
                self._name(node)
            elif isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
                self._through(node)
        return seen

    def _name(self, node: ast.Name) -> None:
        bindings, refs = self._resolver.bindings(node.id, node)
        for binding in bindings:
            self._follow(binding)
        self._todo += [ref.node for ref in refs if isinstance(ref, Defined)]
        scope = self._names.scope_of.get(node)
        if scope is not None and all(one in self._outer for one in bindings):
            self._todo += self._changes.pop((scope.space.name, node.id), [])
        if not bindings:
            self._todo += self._resolver.patched.get(f"builtins.{node.id}", [])

    def _through(self, node: ast.Attribute | ast.Call | ast.Subscript) -> None:
        for ref in self._resolver.refs(node):
            if isinstance(ref, Defined):
                self._todo.append(ref.node)
            elif isinstance(ref, External):
                self._todo += self._resolver.patched.get(ref.name, [])
        if isinstance(node, ast.Attribute):
            for base in self._resolver.refs(node.value):
                if isinstance(base, Module):
                    self._member(base.name, node.attr)

    def _member(self, module: str, name: str) -> None:
        for binding in self._resolver.members(module, name)[0]:
            self._follow(binding)
        self._todo += self._changes.pop((module, name), [])

    def _follow(self, binding: Binding) -> None:
        if binding in self._followed:
            return
        self._followed.add(binding)
        if binding.kind == "def":
            self._todo.append(binding.node)
        elif binding.kind == "import":
            own = self._resolver.own_module(binding.module)
            if own is not None and binding.member:
                self._member(own, binding.member)
        self._todo += [one for one in (binding.value, binding.inside) if one is not None]
