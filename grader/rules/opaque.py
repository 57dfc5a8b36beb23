"""Recognises code whose callee cannot be seen from the source, so that a person has to look."""

import ast

from grader.rules.resolve import External, Module, Resolver

_RUNS_TEXT = frozenset(("builtins.eval", "builtins.exec", "builtins.compile"))
_HIDDEN = (
    "torch._C",
    "torch.utils.cpp_extension",
    "torch.load",
    "ctypes",
    "cffi",
    "marshal",
    "pickle.loads",
    "pickle.load",
    "types.FunctionType",
    "types.CodeType",
    "subprocess",
    "os.system",
    "gc.get_objects",
    "gc.get_referrers",
)
_FETCHES = ("builtins.getattr", "inspect.getattr_static", "operator.attrgetter", "importlib.import_module")
_FETCHES_MODULE = ("builtins.__import__", "importlib.__import__", "importlib.import_module")
_DICTS = ("builtins.globals", "builtins.locals", "builtins.vars")


def hides(node: ast.AST, resolver: Resolver) -> bool:
    """Whether this very node makes it impossible to tell what runs."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        return any(_is_hidden(name) for name in resolver.origins(node))
    if isinstance(node, ast.Call):
        return any(_hides_call(name, node, resolver) for name in _names(node.func, resolver))
    if isinstance(node, ast.Subscript):
        return _hides_subscript(node, resolver)
    return False


def _is_hidden(name: str) -> bool:
    return name in _RUNS_TEXT or any(name == one or name.startswith(one + ".") for one in _HIDDEN)


def _hides_call(name: str, node: ast.Call, resolver: Resolver) -> bool:
    if name in _FETCHES_MODULE:
        return not node.args or resolver.constant(node.args[0]) is None
    if name in _FETCHES and len(node.args) >= 2:
        return resolver.constant(node.args[1]) is None and _is_library(node.args[0], resolver)
    return False


def _hides_subscript(node: ast.Subscript, resolver: Resolver) -> bool:
    """`globals()[name]`, `vars(F)[name]`, `F.__dict__[name]`, `sys.modules[name]` with a name that is computed."""
    if isinstance(node.value, ast.Call):
        return bool(_names(node.value.func, resolver) & set(_DICTS)) and resolver.constant(node.slice) is None
    held = _names(node.value, resolver)
    named = any(name == "sys.modules" or name.endswith(".__dict__") for name in held)
    return named and resolver.constant(node.slice) is None


def _is_library(node: ast.expr, resolver: Resolver) -> bool:
    refs = resolver.refs(node)
    torch = any(isinstance(ref, External) and ref.name.partition(".")[0] == "torch" for ref in refs)
    return torch or any(isinstance(ref, Module) for ref in refs)


def _names(node: ast.expr, resolver: Resolver) -> set[str]:
    return {ref.name for ref in resolver.refs(node) if isinstance(ref, External)}
