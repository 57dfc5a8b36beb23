"""What the machine lacks costs the statement that needs it, not the cell or module around it.

A statement at the top level that fails for a reason of the environment (a package that is not installed, no network, a
folder of Colab's) is left out and the rest below it runs; names that it would have imported say what is missing when
they are used. A statement that fails for another reason ends its cell or module, as it does everywhere.
"""

import ast
import re
from typing import Any

ENVIRONMENT = re.compile(
    r"(ModuleNotFoundError|ImportError|URLError|HTTPError|gaierror|ConnectionError|ConnectError|NewConnectionError"
    r"|ConnectionRefusedError|MaxRetryError|SSLError"
    r"|FileNotFoundError|NotADirectoryError|PermissionError|ProcessRefused)\b"
    r"|OSError: \[Errno 30\]|RuntimeError: Parent directory .* does not exist"
    r"|CalledProcessError: Command .*\b(install|wget|curl|git)\b"
    r"|.*(urlopen error|name resolution|Error downloading|Temporary failure|Network is unreachable"
    r"|No CUDA|CUDA enabled|NVIDIA driver|CUDA error|CUDA driver|invalid device ordinal)",
    re.DOTALL,
)
"""The same stands in compare/stopped.py, on the other side of the boundary; a test compares them."""
PUT_IN = "_grader_inside.absent"
"""By this a line is known that binds the names of a statement which was left out."""
MOST_LEFT_OUT = 12
"""Statements of one cell or module."""


class Absent:
    """Stands for something that could not be imported: any use of it says so."""

    def __init__(self, error: str) -> None:
        object.__setattr__(self, "_error", error)

    def _raise(self, *_: Any, **__: Any) -> Any:
        kind, _, message = object.__getattribute__(self, "_error").partition(": ")
        raise (ModuleNotFoundError if kind in ("ModuleNotFoundError", "ImportError") else FileNotFoundError)(message)

    __getattr__ = __call__ = __getitem__ = __iter__ = __len__ = __enter__ = __exit__ = __setattr__ = _raise
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __bool__ = _raise
    __matmul__ = __rmatmul__ = __neg__ = __float__ = __int__ = __index__ = __mro_entries__ = _raise


def is_environments(error: str) -> bool:
    """Whether `Type: message` is a reason of the environment, which costs only the statement that it stopped."""
    return ENVIRONMENT.match(error) is not None


def left_out(source: str, line: int, error: str) -> str | None:
    """`source` without all that has run: the statements up to the one on `line`, which failed with `error`.

    Line numbers stay. Names that the failed statement would have bound are bound to an Absent. None where the statement
    did not fail for a reason of the environment, or where nothing is left to do.
    """
    if not is_environments(error):
        return None
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    failed = _failed(tree, line, error)
    if failed is None or isinstance(failed, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return None
    end = failed.end_lineno or failed.lineno
    rest = [one for one in tree.body if one.lineno > end]
    names = _names(failed)
    if not rest and not names:
        return None
    lines = source.split("\n")
    kept = [""] * end + lines[end:]
    made = [f"{name} = __import__('{PUT_IN}').absent.Absent({error!r})" for name in names]
    kept[0] = "; ".join(made) or "pass"  # IPython drops empty lines at the top, and the numbers with them
    return "\n".join(kept)


def _failed(tree: ast.Module, line: int, error: str) -> ast.stmt | None:
    """The statement that failed on `line`: of several, the import of what is missing, else the last that is none."""
    there = [one for one in tree.body if one.lineno <= line <= (one.end_lineno or one.lineno)]
    imports = [one for one in there if isinstance(one, ast.Import | ast.ImportFrom)]
    others = [one for one in there if one not in imports]
    if imports and error.startswith(("ModuleNotFoundError", "ImportError")):
        return imports[-1]
    return others[-1] if others else imports[-1] if imports else None


def _names(statement: ast.stmt) -> list[str]:
    """What the statement would have bound."""
    if isinstance(statement, ast.Import):
        return [one.asname or one.name.partition(".")[0] for one in statement.names]
    if isinstance(statement, ast.ImportFrom):
        return [one.asname or one.name for one in statement.names if one.name != "*"]
    stored = (one for one in ast.walk(statement) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
    return list(dict.fromkeys(one.id for one in stored))


def is_rest_of(shortened: str, source: str) -> bool:
    """Whether `shortened` is what `left_out` made of `source`: then their line numbers agree."""
    mine, whole = shortened.rstrip().split("\n"), source.rstrip().split("\n")
    return len(mine) == len(whole) and all(
        one in (right, "") or (at == 0 and (one == "pass" or PUT_IN in one))
        for at, (one, right) in enumerate(zip(mine, whole, strict=True))
    )
