"""An import in a function's body that finds nothing costs only what uses it, as one at the top of a file does.

`google.colab` and `kaggle_secrets` get stand-ins, wherever they are imported: a drive is mounted and nothing is there,
a file is offered to nobody. Who asks whether such a package is there (try, suppress, find_spec) is told the truth, and
no stand-in is left where the next import would find it.
"""

import ast
import builtins
import inspect
import linecache
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any

from . import told
from .absent import Absent
from .replaced import replace
from .standins import Drawing

_CAUGHT = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")
_SUPPRESSES = "suppress"


def offer() -> None:
    """From now on import statements of the submission do so."""
    replace(builtins, "__import__", _importing(builtins.__import__))


def _importing(function: Callable[..., Any]) -> Callable[..., Any]:
    def importing(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        try:
            return function(name, globals, locals, fromlist, level)
        except ImportError as error:
            caller = sys._getframe(2)  # who imports has called Replaced, and that us
            if level or not _is_asked_for(name, error) or not _is_students(caller) or _asks_whether(caller):
                raise
            made = _service(name, bool(fromlist))
            if made is None and not caller.f_code.co_flags & inspect.CO_OPTIMIZED:
                raise  # at the top the statement is left out, and it is told
            return _lacking(name, fromlist, error) if made is None else made

    return importing


def _is_asked_for(name: str, error: ImportError) -> bool:
    """Whether it is the module itself that is not there, not one that it wants in turn."""
    missing = error.name or ""
    return isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{missing}.")


def _is_students(frame: types.FrameType) -> bool:
    file = frame.f_code.co_filename
    return file.startswith((f"{told.WORK}/", "<ipython")) or "/ipykernel_" in file  # of cells, as they are compiled


def _asks_whether(frame: types.FrameType | None) -> bool:
    """Whether the import, or what called it, stands where its failure is awaited, or where that cannot be told."""
    while frame is not None:
        if _is_students(frame) and _awaits_failure(frame):
            return True
        frame = frame.f_back
    return False


def _awaits_failure(frame: types.FrameType) -> bool:
    line = frame.f_lineno
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return any(_catches(node, line) for node in ast.walk(tree))


def _catches(node: ast.AST, line: int) -> bool:
    if isinstance(node, ast.With):
        return _spans(node.body, line) and any(_SUPPRESSES in ast.unparse(one.context_expr) for one in node.items)
    if not isinstance(node, ast.Try) or not _spans(node.body, line):
        return False
    kinds = [one.type for one in node.handlers]
    return any(kind is None or any(name in ast.unparse(kind) for name in _CAUGHT) for kind in kinds)


def _spans(body: Sequence[ast.stmt], line: int) -> bool:
    return body[0].lineno <= line <= (body[-1].end_lineno or body[-1].lineno)


def _lacking(name: str, fromlist: Any, error: ImportError) -> Any:
    """What the statement binds: an Absent, or what holds one."""
    made: Any = Absent(f"{type(error).__name__}: {error}")
    if fromlist:
        return types.SimpleNamespace(**dict.fromkeys(fromlist, made))
    for part in reversed(name.split(".")[1:]):
        made = types.SimpleNamespace(**{part: made})
    return made


def _service(name: str, last: bool) -> Any:
    """The stand-in of a package that only its service has: the last part of its name, or the first; None for others."""
    first, *parts = name.split(".")
    if first == "kaggle_secrets" and not parts:
        return _kaggle_secrets()
    if first != "google" or parts[:1] != ["colab"]:
        return None
    made: Any = types.ModuleType("google")
    made.__dict__["colab"] = _colab()
    if last:
        for part in parts:
            made = getattr(made, part)
    return made


def _colab() -> types.ModuleType:
    made = Drawing("google.colab")
    files, userdata = Drawing("google.colab.files"), Drawing("google.colab.userdata")
    files.__dict__["upload"] = _upload
    userdata.__dict__["get"] = _no_secret
    made.__dict__.update(files=files, userdata=userdata)
    return made


def _kaggle_secrets() -> types.ModuleType:
    made = Drawing("kaggle_secrets")
    made.__dict__["UserSecretsClient"] = lambda: types.SimpleNamespace(
        get_secret=_no_secret, get_gcloud_credential=_no_secret, set_gcloud_credentials=lambda **_: None
    )
    return made


def _upload(*_: Any, **__: Any) -> Any:
    raise FileNotFoundError("nobody can choose a file for files.upload() where the code is checked")


def _no_secret(*_: Any, **__: Any) -> str:
    return ""
