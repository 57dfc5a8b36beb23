"""Tells a function that was handed out and never written from one that somebody worked on."""

import ast
import copy
import warnings

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_stub(node: ast.AST, original: ast.AST | None = None) -> bool:
    """Whether a def, class or lambda does nothing yet, or is the same as `original`, comments and docstring aside.

    Doing nothing: `pass`, `...`, bare strings, `return`, `return None`, `raise NotImplementedError`; a class whose
    methods all do nothing and that holds nothing else.
    """
    if isinstance(node, ast.Lambda):
        return _is_nothing(node.body)
    if original is not None and type(node) is type(original) and _same(node, original):
        return True
    if isinstance(node, _Function):
        return all(_does_nothing(statement) for statement in node.body)
    if isinstance(node, ast.ClassDef):
        methods = [one for one in node.body if isinstance(one, _Function)]
        rest = [one for one in node.body if not isinstance(one, _Function)]
        return all(is_stub(one) for one in methods) and all(_does_nothing(one) for one in rest) and _adds_nothing(node)
    return False


def starter_definition(starter: str | None, entry: str) -> ast.AST | None:
    """The def or class of `entry` in the starter's source; None where there is no starter or it does not parse."""
    if starter is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(starter)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = [one for one in tree.body if isinstance(one, _Function | ast.ClassDef) and one.name == entry]
    return found[-1] if found else None


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or _is_nothing(statement.value)
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id in ("NotImplementedError", "NotImplemented")
    return False


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and (value.value is None or value.value is ...)


def _adds_nothing(node: ast.ClassDef) -> bool:
    """`class conv2d(nn.Conv2d): pass` inherits all it needs: that is no empty class."""
    names = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases]
    return all(name in ("object", "Module") for name in names)


def _same(one: ast.AST, other: ast.AST) -> bool:
    if _length(one) != _length(other):  # nearly all that was worked on, and a hundred times quicker
        return False
    try:
        return _dump(one) == _dump(other)
    except RecursionError:
        return False


def _length(node: ast.AST) -> int:
    """How many statements there are beside the docstring; one where there is nothing else."""
    assert isinstance(node, _Function | ast.ClassDef)
    return max(1, len(node.body) - (ast.get_docstring(node, clean=False) is not None))


def _dump(node: ast.AST) -> str:
    assert isinstance(node, _Function | ast.ClassDef)
    return "\n".join(ast.dump(statement) for statement in _Silent().visit(copy.deepcopy(node)).body)


class _Silent(ast.NodeTransformer):
    """Takes away what starters say in the student's language: docstrings, and what is to be written where."""

    def visit_Raise(self, node: ast.Raise) -> ast.Raise:
        """`raise NotImplementedError("...")` becomes `raise NotImplementedError`."""
        if _does_nothing(node) and isinstance(node.exc, ast.Call):
            return ast.Raise(exc=node.exc.func, cause=None)
        return node

    def _without_docstring(self, node: ast.AST) -> ast.AST:
        assert isinstance(node, _Function | ast.ClassDef)
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _without_docstring
