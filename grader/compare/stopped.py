"""A training that broke off: train() left early for no fault of the student's, or a cell of a whole file that failed.

All of it is said by the student's process, and only explains.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.model import StudentError, Unit

_TRAINS = re.compile(r"\b(backward|step|fit|\w*train\w*)\s*\(")
"""What a cell that trains calls."""

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
"""Errors of the environment: the statement that raises one is left out, and what follows it runs.

The same stands in inside/absent.py, which runs beside the student and is imported by nobody; a test compares them.
"""

Found = tuple[tuple[str, dict[str, Any]], ...]


def stopped_early(claims: Mapping[str, Any]) -> Found:
    """What ended train() although it counts as it was then."""
    said = claims.get("stopped")
    if not isinstance(said, str):
        return ()
    return (("left", {}),) if said.startswith("SystemExit") else (("stopped", {"error": said}),)


def saved_elsewhere(claims: Mapping[str, Any]) -> Found:
    """What was to be saved in a folder that is not there, and was kept in another one."""
    said = claims.get("elsewhere")
    return (("elsewhere", {"place": said[:200]}),) if isinstance(said, str) else ()


def broken_off(claims: Mapping[str, Any], errors: Sequence[StudentError], units: Sequence[Unit]) -> Found:
    """The cell of a whole notebook, or the line of a module, that failed before its network was trained."""
    code = {unit.cell: unit.code for unit in units}
    trained = claims.get("trained") is not False
    failed = [one for one in errors if _TRAINS.search(_from_there(code.get(one.cell, ""), one))]
    if not failed and (trained or not errors):
        return ()
    error = (failed or errors)[0]
    where = {"cell": error.cell, "unit": error.frames[-1].unit if error.frames else ""}
    fields = {**where, "error": f"{error.type}: {error.message}".strip(": ")}
    return (("broken_off" if trained else "untrained", fields),)


def first_of(errors: Sequence[StudentError]) -> StudentError | None:
    """The error that is most likely why a whole file left no network: the first, but not that no drive was mounted."""
    return next((one for one in errors if "'google" not in one.message), next(iter(errors), None))


def _from_there(code: str, error: StudentError) -> str:
    """What did not run to its end: the cell, or of a module the lines from the one that failed.

    Of what is missing here (a package, a folder) only the statement that wants it: it was left out, and the rest ran.
    """
    lines = code.split("\n")
    if error.frames and ENVIRONMENT.match(f"{error.type}: {error.message}"):
        return _statement(code, error.frames[0].line)
    return code if error.cell is not None or not error.frames else "\n".join(lines[error.frames[0].line - 1 :])


def _statement(code: str, line: int) -> str:
    """The statement at the top level that stands on the line."""
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code
    there = [ast.get_source_segment(code, one) for one in body if one.lineno <= line <= (one.end_lineno or one.lineno)]
    return "\n".join(one for one in there if one)
