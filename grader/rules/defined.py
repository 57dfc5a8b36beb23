"""Which names a submission defines: enough to see which task it answers."""

import ast
import re

from grader.model import Submission


def defined_names(submission: Submission) -> frozenset[str]:
    """Functions, classes and assigned names of all units; where a unit does not parse, what looks like a `def`."""
    names: set[str] = set()
    for unit in submission.units:
        try:
            tree = ast.parse(unit.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            names.update(re.findall(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", unit.code, re.MULTILINE))
            continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.ImportFrom):
                names.update(alias.asname or alias.name for alias in node.names)
    return frozenset(names)
