"""Turns notebook source into plain Python, line for line: magics and shell lines become comments.

Plain Python is left alone: `%` at the start of a line may be a modulo, `!` may stand in a string. Only source that does
not parse is searched, and there only lines at which a statement begins.
"""

import ast
import re

from grader.intake import limits
from grader.intake.faults import parses
from grader.intake.statements import Position
from grader.model import Frozen

_RUNS_ITS_BODY = frozenset(
    ("time", "timeit", "capture", "prun", "memit", "lprun", "mprun", "snakeviz", "scalene", "wandb", "debug", "heat")
)
"""Cell magics around ordinary Python; every other one hands its body to something else."""
_WRITES_FILE = ("writefile", "file")
_CELL_MAGIC = re.compile(r"%%([A-Za-z_][\w.]*)[ \t]*(.*)")
_TIME = re.compile(r"%time[ \t]+(?!-)(.+)")
_HELP = re.compile(r"\?{1,2}[\w.*%]+|%{0,2}[A-Za-z_*][\w.*]*(?:\[[^\]]*\])?\?{1,2}")
_TARGET = re.compile(r"[A-Za-z_][\w.\[\]'\", \t]*")
_BARE = re.compile(r"(?:pip3?|conda|mamba|uv|cd|ls|mkdir|rmdir|rm|cp|mv|cat)[ \t]+[^\s=].*")
_PATH = re.compile(r"\w+[ \t]+[-/~.][^\s=]")
"""`cd /content` and `ls -l` parse as a division and a difference, of which nothing would come."""
_FILE_NAME = re.compile(r"(-a|--append)?[ \t]*(\"[^\"]+\"|'[^']+'|\S+)[ \t]*")


class Neutral(Frozen):
    """Source that is plain Python as far as we could make it so."""

    code: str
    lines: tuple[int, ...]
    """1-based numbers of the lines that were changed."""


def neutralise(source: str, *, notebook: bool) -> Neutral:
    """`source` with as many lines, none of which needs IPython.

    A notebook's cell may be indented as a whole, as IPython allows. In a module `get_ipython()` does not exist, so that
    statements which call it are taken out there as well.
    """
    if parses(source):
        return Neutral(code=source, lines=()) if notebook else _without_get_ipython(source)
    lines = source.split("\n")
    if notebook:
        lines = _dedented(lines)
    code, changed = _cell(lines, notebook)
    if notebook or not parses(code):
        return Neutral(code=code, lines=tuple(changed))
    rest = _without_get_ipython(code)
    return Neutral(code=rest.code, lines=tuple(sorted({*changed, *rest.lines})))


def _cell(lines: list[str], notebook: bool) -> tuple[str, list[int]]:
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    changed: list[int] = []
    while notebook and first < len(lines) and len(changed) < limits.STACKED_MAGICS:
        magic = _CELL_MAGIC.fullmatch(lines[first].rstrip())
        if magic is None:
            break
        if magic[1] in _WRITES_FILE and _FILE_NAME.fullmatch(magic[2]):
            rest = _writing(magic[2], lines[first + 1 :])
            return "\n".join(lines[:first] + rest), [*changed, *range(first + 1, len(lines) + 1)]
        if magic[1] not in _RUNS_ITS_BODY:
            rest = ["# " + line if line.strip() else "" for line in lines[first:]]
            return "\n".join(lines[:first] + rest), [*changed, *range(first + 1, len(lines) + 1)]
        lines[first] = "# " + lines[first]
        changed.append(first + 1)
        first = next((n for n in range(first + 1, len(lines)) if lines[n].strip()), len(lines))
    if changed and parses("\n".join(lines)):
        return "\n".join(lines), changed
    more = _lines(lines)
    return "\n".join(lines), changed + more


def _lines(lines: list[str]) -> list[int]:
    """Neutralises single lines in place; says which."""
    changed: list[int] = []
    position = Position()
    goes_on = False
    for index, line in enumerate(lines):
        plain = None
        if goes_on:
            plain = "# " + line.strip()
        elif position.at_statement and len(changed) < limits.MAGIC_LINES:
            plain = _neutral_line(line)
        if plain is None:
            position.read(line)
            continue
        goes_on = line.rstrip().endswith("\\")
        lines[index] = plain
        changed.append(index + 1)
    return changed


def _neutral_line(line: str) -> str | None:
    """What runs instead of this line, or None where it is no magic."""
    text = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    if not text:
        return None
    timed = _TIME.fullmatch(text)
    if timed and parses(timed[1]):
        return f"{indent}{timed[1]}  # %time"
    if text[0] in "%!" or _HELP.fullmatch(text):
        return f"{indent}pass  # {text}"
    target, _, command = text.partition("=")  # no single pattern: it would try each blank before the sign
    target, command = target.rstrip(), command.lstrip()
    if command[:1] in ("!", "%") and _TARGET.fullmatch(target):
        timed = _TIME.fullmatch(command)
        value = timed[1] if timed and parses(timed[1]) else "[]"
        plain = f"{indent}{target} = {value}  # {command}"
        return plain if parses(plain.strip()) else None
    if _BARE.fullmatch(text) and (_PATH.match(text) or not parses(text)):
        return f"{indent}pass  # {text}"
    return None


def _writing(arguments: str, body: list[str]) -> list[str]:
    """Python that writes the file which `%%writefile` would have written, one line for each line."""
    parts = _FILE_NAME.fullmatch(arguments)
    assert parts is not None
    mode = "a" if parts[1] else "w"
    name = parts[2].strip("\"'")
    head = f'with open({name!r}, "{mode}", encoding="utf-8") as _file: _file.write(""'
    return [
        head + (")" if not body else ""),
        *(repr(f"{line}\n") for line in body[:-1]),
        *(repr(f"{line}\n") + ")" for line in body[-1:]),
    ]


def _dedented(lines: list[str]) -> list[str]:
    """IPython takes the first line's indentation off every line."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _without_get_ipython(source: str) -> Neutral:
    """The module without its statements `get_ipython()...`, which jupyter nbconvert writes."""
    if "get_ipython" not in source:
        return Neutral(code=source, lines=())
    lines = source.split("\n")
    begun: set[int] = set()
    taken: set[int] = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _calls_get_ipython(node.value):
            assert node.end_lineno is not None
            if node.lineno not in taken:
                begun.add(node.lineno)
            taken.update(range(node.lineno, node.end_lineno + 1))
    for number in taken:
        lines[number - 1] = ("pass  # " if number in begun else "# ") + lines[number - 1]
    code = "\n".join(lines)
    return Neutral(code=code, lines=tuple(sorted(taken))) if parses(code) else Neutral(code=source, lines=())


def _calls_get_ipython(call: ast.Call) -> bool:
    method = call.func
    return (
        isinstance(method, ast.Attribute)
        and isinstance(method.value, ast.Call)
        and isinstance(method.value.func, ast.Name)
        and method.value.func.id == "get_ipython"
    )
