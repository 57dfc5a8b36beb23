"""An executed notebook as data: what its cells raised, what of a cell is still to be run, what of it is sent out."""

import contextlib
import itertools
import json
import os
import re
import time
from typing import Any

from . import absent

OUTPUT_BYTES = 4 << 20
"""Text and pictures kept in the executed notebook, all cells together."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_HERE = os.path.dirname(os.path.abspath(__file__))
_OURS = tuple(f"File {place}{os.sep}" for place in (_HERE, _HERE.replace(os.path.expanduser("~"), "~", 1)))
"""How IPython begins what it shows of a frame of this package."""
_PLACE = re.compile(r"In ?\[\d+\], line (\d+)|<cell line: (\d+)>")

_LINE, _LINE_EVERY_S = 200, 0.3
"""So much of what was printed last is passed on, so often: it never counts much of what may be printed at most."""


class Line:
    """Passes on what cells print, a line now and then, for whoever waits outside; the rest is in the notebook."""

    _last = 0.0

    def pass_on(self, text: str) -> None:
        """Its last line goes to the standard output, unless one has gone there just now."""
        lines = [line for line in text[-_LINE:].splitlines() if line.strip()]
        if lines and time.monotonic() - self._last >= _LINE_EVERY_S:
            self._last = time.monotonic()
            with contextlib.suppress(OSError):  # a cell may have closed it
                os.write(1, f"{lines[-1]}\n".encode("utf-8", "replace"))


def rest_of(cell: Any) -> str | None:
    """What is to be run of a cell after the statement that failed in it; None where nothing is."""
    error = next((one for one in cell.outputs if one.get("output_type") == "error"), None)
    line = None if error is None else _line_of(error, cell.source)
    if error is None or line is None:
        return None
    return absent.left_out(cell.source, line, f"{error.get('ename', '')}: {error.get('evalue', '')}")


def _line_of(error: Any, source: str) -> int | None:
    """The line of the cell, as the student counts them, at which it stopped."""
    trace = _COLOURS.sub("", "\n".join(map(str, error.get("traceback", []))))
    place = _PLACE.search(trace)
    if place is None:
        return None
    above = itertools.takewhile(lambda one: not one.strip(), source.split("\n"))
    return int(place[1] or place[2]) + sum(1 for _ in above)  # IPython drops empty lines at the top


def unrun(kind: str, number: int) -> dict[str, Any]:
    return {"type": kind, "message": "", "frames": [], "cell": number}


def errors_of(cell: Any, number: int) -> list[dict[str, Any]]:
    return [
        {
            "type": str(output.get("ename", ""))[:100],
            "message": str(output.get("evalue", ""))[:2000],
            "frames": _frames(_line_of(output, cell.source), cell.source, number),
            "cell": number,
        }
        for output in cell.get("outputs", [])
        if output.get("output_type") == "error"
    ][:1]


def _frames(line: int | None, source: str, number: int) -> list[dict[str, Any]]:
    lines = source.split("\n")
    if line is None or not 0 < line <= len(lines):
        return []
    return [{"unit": f"cell {number}", "line": line, "function": "<module>", "text": lines[line - 1].strip()[:200]}]


def _without_ours(trace: list[str]) -> list[str]:
    """The parts of a traceback that are the student's or a library's, without a line that `absent` has put in."""
    theirs = (part for part in trace if not _COLOURS.sub("", part).startswith(_OURS))
    return ["\n".join(line for line in part.split("\n") if absent.PUT_IN not in line) for part in theirs]


def trimmed(notebook: Any) -> bytes:
    """The executed notebook as JSON, without frames of ours; outputs beyond the cap become a line that says so."""
    left = OUTPUT_BYTES
    for cell in notebook.cells:
        kept = []
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":
                output["traceback"] = _without_ours(list(map(str, output.get("traceback", []))))
            size = len(json.dumps(output, default=str))
            if size > left:
                text = f"[output of {size} bytes left out]\n"
                kept.append({"output_type": "stream", "name": "stderr", "text": text})
                break
            left -= size
            kept.append(output)
        if cell.cell_type == "code":
            cell["outputs"] = kept
    return json.dumps(notebook, ensure_ascii=False, default=str).encode("utf-8", "replace")
