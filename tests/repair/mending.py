"""What the search will do with changes, in a few lines and without running anything: singles first, then groups."""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from grader.model import Submission, Unit
from grader.repair.edits import Change, apply, merged
from grader.repair.operators import changes
from grader.repair.target import Target, targets
from tests.repair import right, right_networks

WRONG = Path(__file__).resolve().parents[1] / "fixtures" / "repair" / "wrong.txt"

FUNCTIONS: dict[str, str] = {
    name: value for name, value in (vars(right) | vars(right_networks)).items() if name.isupper()
}
"""Right ones, by name."""
IMPORTS = """import math
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
"""


def known_mistakes() -> Iterator[tuple[str, str, str]]:
    """(what is wrong, the wrong function, how it should be mended), from wrong.txt."""
    for paragraph in WRONG.read_text().strip().split("\n\n")[1:]:
        title, *lines = paragraph.split("\n")
        what, _, name = title.rpartition(": ")
        wrong = mended = FUNCTIONS[name]
        for has, other in zip(lines[::2], lines[1::2], strict=True):
            old, new = json.loads(has[2:]), json.loads(other[2:])
            assert old in wrong or other.startswith("="), what
            if other.startswith(">"):
                wrong = wrong.replace(old, new)
            else:
                mended = mended.replace(old, new)
        yield what, wrong, mended


def submission(*cells: str) -> Submission:
    """Cells as they stand."""
    units = tuple(Unit(name=f"cell {at}", cell=at, source=one, code=one, fault=None) for at, one in enumerate(cells, 1))
    return Submission(file="a.ipynb", sha256="0" * 64, kind="notebook", units=units, notebook="{}")


def targets_of(source: str) -> list[Target]:
    """All functions and methods of a source, after the usual imports."""
    names = re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE)
    return targets(submission(IMPORTS + source), names)


def only_target(source: str) -> Target:
    """The one function of a source."""
    (target,) = targets_of(source)
    return target


def groups(found: list[Change]) -> Iterator[Change]:
    """Each alone, then those of a rule in one statement, then in the function."""
    yield from found
    rules: dict[str, list[Change]] = {}
    for one in found:
        rules.setdefault(one.rule, []).append(one)
    for same in rules.values():
        by_statement: dict[tuple[int, ...], list[Change]] = {}
        for one in same:
            by_statement.setdefault(one.statements, []).append(one)
        for group in [*by_statement.values(), same]:
            whole = merged(group) if len(group) > 1 else None
            if whole is not None:
                yield whole


def mending(wrong: str, right: str) -> Change | None:
    """The first change of one rule that makes `right` out of `wrong`, but for parentheses and `pass`."""
    text = (IMPORTS + wrong).encode()
    for target in targets_of(wrong):
        start = sum(map(len, text.splitlines(keepends=True)[: target.first_line - 1]))
        for change in groups([one for _, one in changes(target)]):
            mended = text[:start] + apply(target.source, change.edits) + text[start + len(target.source) :]
            if _squeezed(mended) == _squeezed((IMPORTS + right).encode()) and _same(mended, IMPORTS + right):
                return change
    return None


def parsed(source: bytes | str) -> ast.Module | None:
    """The tree; None where it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _squeezed(source: bytes) -> bytes:
    return re.sub(rb"[\s();]|\bpass\b", b"", source)


def _same(mended: bytes, right: str) -> bool:
    tree, wanted = parsed(mended), parsed(right)
    assert wanted is not None
    return tree is not None and _plain(tree) == _plain(wanted)


def _plain(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not isinstance(one, ast.Pass)]  # type: ignore[attr-defined]
    return ast.dump(tree)
