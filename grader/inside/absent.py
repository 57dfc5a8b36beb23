"""What the machine lacks costs the statement that needs it, not the cell or module around it.

A statement at the top level that fails for a reason of the environment (a package that is not installed, no network, a
folder of Colab's) is left out and the rest below it runs; names that it would have imported say what is missing when
they are used. A statement that fails for another reason ends its cell or module, as it does everywhere.
"""

import ast
import re
from typing import Any

_ENVIRONMENT = re.compile(
    r"(ModuleNotFoundError|ImportError|URLError|HTTPError|gaierror|ConnectionError|ConnectError|NewConnectionError"
    r"|MaxRetryError|FileNotFoundError)\b|.*(urlopen error|name resolution|Error downloading|Temporary failure"
    r"|No CUDA|CUDA enabled|NVIDIA driver|CUDA error|CUDA driver|invalid device ordinal)",
    re.DOTALL,
)
MOST_LEFT_OUT = 12
"""Statements of one cell or module."""


class Absent:
    """Stands for something that could not be imported: any use of it says so."""

    def __init__(self, error: str) -> None:
        object.__setattr__(self, "_error", error)

    def _raise(self, *_: Any, **__: Any) -> Any:
        raise ModuleNotFoundError(object.__getattribute__(self, "_error"))

    __getattr__ = __call__ = __getitem__ = __iter__ = __len__ = __enter__ = __exit__ = __setattr__ = _raise


def left_out(source: str, line: int, error: str) -> str | None:
    """`source` without all that has run: the statements up to the one on `line`, which failed with `error`.

    Line numbers stay. Names that the failed statement would have imported are bound to an Absent. None where the
    statement did not fail for a reason of the environment, or where nothing is left to run.
    """
    if not _ENVIRONMENT.match(error):
        return None
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    failed = next((one for one in tree.body if one.lineno <= line <= (one.end_lineno or one.lineno)), None)
    if failed is None or isinstance(failed, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return None
    rest = [one for one in tree.body if one.lineno > (failed.end_lineno or failed.lineno)]
    if not rest:
        return None
    names = _names(failed)
    lines = source.split("\n")
    kept = [""] * (failed.end_lineno or failed.lineno) + lines[failed.end_lineno or failed.lineno :]
    if names:
        message = error.partition(": ")[2] or error
        made = "".join(f"{name} = __import__('_grader_inside.absent').absent.Absent({message!r}); " for name in names)
        kept[0] = made.rstrip("; ")
    return "\n".join(kept)


def _names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Import):
        return [one.asname or one.name.partition(".")[0] for one in statement.names]
    if isinstance(statement, ast.ImportFrom):
        return [one.asname or one.name for one in statement.names if one.name != "*"]
    return []


def is_rest_of(shortened: str, source: str) -> bool:
    """Whether `shortened` is what `left_out` made of `source`: then their line numbers agree."""
    mine, whole = shortened.rstrip().split("\n"), source.rstrip().split("\n")
    return len(mine) == len(whole) and all(
        one in (right, "") or (at == 0 and "_grader_inside.absent" in one)
        for at, (one, right) in enumerate(zip(mine, whole, strict=True))
    )
