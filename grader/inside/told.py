"""An exception of the student's code as data: what, where in their own source, without the folders of this machine."""

import linecache
import sys
from typing import Any

from . import absent

WORK = "/tmp/student"
"""Where a submission's files lie; see `move`."""
_MAX_MESSAGE = 2000
_MAX_FRAMES = 12


def move(place: str) -> None:
    """From now on the files lie in another folder: where no jail has made that one the submission's own."""
    global WORK
    WORK = place


def describe(error: BaseException, units: list[dict[str, Any]]) -> dict[str, Any]:
    """An exception as data: type, message and the student's own frames, outermost first."""
    try:
        message = _without_places(str(error)).removeprefix(f"{type(error).__name__}: ")[:_MAX_MESSAGE]
    except BaseException:
        message = ""
    frames = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        unit = unit_of(code.co_filename, units)
        if unit is not None:
            text = linecache.getline(code.co_filename, step.tb_lineno).strip()[:200]
            frames.append({"unit": unit, "line": step.tb_lineno, "function": code.co_name[:100], "text": text})
        step = step.tb_next
    if isinstance(error, SyntaxError) and (unit := unit_of(error.filename or "", units)) is not None:
        text = (error.text or "").strip()[:200]
        frames.append({"unit": unit, "line": error.lineno or 0, "function": "", "text": text})
    kind = type(error)
    return {"type": kind.__name__[:100], "message": message, "frames": frames[-_MAX_FRAMES:], "cell": None}


def _without_places(message: str) -> str:
    """Without the folders of this machine; of an error in a worker of a DataLoader, the error itself."""
    if message.startswith("Caught ") and "Traceback (most recent call last)" in message:
        message = message.strip().splitlines()[-1]
    for place in (sys.prefix, sys.base_prefix, sys.exec_prefix):
        message = message.replace(f"{place}/", "")
    return message


def unit_of(filename: str, units: list[dict[str, Any]]) -> str | None:
    """The unit that a traceback's file name belongs to; None for libraries and for the grader's own frames."""
    if filename.startswith(WORK + "/"):
        return filename[len(WORK) + 1 :]
    if "ipykernel" in filename or filename.startswith("<ipython"):
        source = "".join(linecache.getlines(filename)).rstrip()
        for unit in units:
            if unit["code"].rstrip() == source or absent.is_rest_of(source, unit["code"]):
                return str(unit["name"])
    return None
