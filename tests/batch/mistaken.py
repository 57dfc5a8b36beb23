"""Known mistakes as students would hand them in: one module that needs nothing of ours."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def mistakes_of(task: str) -> tuple[str, ...]:
    """The names of a task's known mistakes that are written out as functions."""
    return tuple(node.name for node in _tree(_mistakes(task)).body if _is_mistake(node))


def mistaken_source(task: str, name: str) -> str:
    """A module that makes one mistake: the reference under other names, and the wrong function under the entry's."""
    reference = (ROOT / "reference" / f"{task}.py").read_text(encoding="utf-8")
    tree = _tree(_mistakes(task))
    ours = [node.name for node in _tree(reference).body if isinstance(node, ast.FunctionDef)]
    wrong = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    of = _stands_for(wrong, ours)
    helpers = [node for node in tree.body if not _is_ours(node) and not _is_mistake(node)]
    helpers += [node for node in tree.body if _is_mistake(node) and node is not wrong and _mentions(wrong, node.name)]
    for node in (*helpers, wrong):
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
    wrong.name = "__entry__"
    body = "\n\n\n".join(ast.unparse(node) for node in (*helpers, wrong))
    renamed = re.sub(rf"\b({'|'.join(ours)})\b", r"right_\1", body)
    hidden = re.sub(rf"\b({'|'.join(ours)})\b", r"right_\1", reference)
    others = [ast.unparse(node) for node in _tree(reference).body if getattr(node, "name", of) != of]
    return "\n\n\n".join([hidden, *others, renamed.replace("__entry__", of)]) + "\n"


def _stands_for(wrong: ast.FunctionDef, ours: list[str]) -> str:
    """The function that it is in the place of: the decorator's first word says so where there are several."""
    call = wrong.decorator_list[0]
    assert isinstance(call, ast.Call)
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and first.value in ours:
        return str(first.value)
    return ours[0] if len(ours) == 1 else next(name for name in ours if not name.startswith("_"))


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))


def _is_mistake(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "mistake"
        for one in node.decorator_list
    )


def _is_ours(node: ast.AST) -> bool:
    """What ties the file to the grader: imports of it, and the list that mistakes are noted in."""
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in ("grader", "reference", "mistakes")
    if isinstance(node, ast.FunctionDef):
        return node.name == "mistake"
    if isinstance(node, ast.Expr):
        return True
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "MISTAKES" for t in node.targets)


def _mistakes(task: str) -> str:
    return (ROOT / "assignments" / task / "mistakes.py").read_text(encoding="utf-8")


def _tree(source: str) -> ast.Module:
    return ast.parse(source)
