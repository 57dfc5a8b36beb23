"""Reduces an executed notebook to what is safe to show: sources, plain text, PNG pictures and tracebacks.

Trust boundary: the bytes come out of the jail and may hold anything. No field is believed before its type is checked;
nbformat never sees them; HTML, JavaScript, SVG, widgets, attachments and metadata are dropped and counted.
"""

import base64
import binascii
import json
from typing import Any, Literal

from grader.model import Frozen
from grader.report.png import rebuilt_png
from grader.report.printable import printable, shortened

MAX_BYTES = 24 << 20
_MAX_CONTAINERS = 1_000_000
_MAX_ITEMS = 3_000_000
_MAX_CELLS = 500
_MAX_OUTPUTS = 60
_MAX_SOURCE = 40_000
_MAX_TEXT = 20_000
_MAX_ALL_TEXT = 3_000_000
_MAX_PNG_BYTES = 3 << 20
_MAX_ALL_PNG_BYTES = 12 << 20
_MAX_IMAGES = 60
_MAX_PIECES = 200_000

Problem = Literal["too_large", "not_json", "not_notebook"]
Dropped = Literal["rich", "image", "cells", "outputs", "text", "malformed"]


class SafeOutput(Frozen):
    """One output of a cell."""

    kind: Literal["text", "error", "image"]
    text: str = ""
    png: str = ""
    """base64, encoded by us."""


class SafeCell(Frozen):
    """One cell; markdown is kept as the text that it is."""

    kind: Literal["code", "markdown"]
    number: int
    """1-based among cells of its kind."""
    source: str
    outputs: tuple[SafeOutput, ...] = ()


class SanitisedNotebook(Frozen):
    """What is left of an executed notebook."""

    cells: tuple[SafeCell, ...] = ()
    dropped: tuple[tuple[Dropped, int], ...] = ()
    """What was left out and how often: HTML and widgets, pictures, cells, outputs, long text, malformed parts."""
    problem: Problem | None = None
    """Why nothing could be read; then there are no cells."""


def sanitise_notebook(raw: bytes, max_bytes: int = MAX_BYTES) -> SanitisedNotebook:
    """The safe part of `raw`. Raises nothing: what makes no sense becomes a `problem` or is counted as `dropped`."""
    if len(raw) > max_bytes:
        return SanitisedNotebook(problem="too_large")
    containers, items = raw.count(b"{") + raw.count(b"["), raw.count(b",")
    if containers > _MAX_CONTAINERS or items > _MAX_ITEMS:  # bounds the memory that parsing takes
        return SanitisedNotebook(problem="too_large")
    try:
        parsed = json.loads(raw.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return SanitisedNotebook(problem="not_json")
    if not isinstance(parsed, dict) or not isinstance(parsed.get("cells"), list):
        return SanitisedNotebook(problem="not_notebook")
    return _Reader().read(parsed["cells"])


def to_ipynb(notebook: SanitisedNotebook) -> str:
    """The sanitised notebook as nbformat 4.5 JSON, made from nothing but our own fields."""
    cells: list[dict[str, Any]] = []
    for number, cell in enumerate(notebook.cells):
        made: dict[str, Any] = {"cell_type": cell.kind, "id": f"c{number}", "metadata": {}, "source": cell.source}
        if cell.kind == "code":
            made |= {"execution_count": None, "outputs": [_ipynb_output(output) for output in cell.outputs]}
        cells.append(made)
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _ipynb_output(output: SafeOutput) -> dict[str, Any]:
    if output.kind == "image":
        return {"output_type": "display_data", "data": {"image/png": output.png}, "metadata": {}}
    name = "stderr" if output.kind == "error" else "stdout"
    return {"output_type": "stream", "name": name, "text": output.text}


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("duplicate key")
    return made


def _no_number(constant: str) -> None:
    """NaN and Infinity, which plots leave in their metadata, stand in parts that we drop."""


class _Reader:
    """Walks over the cells once; keeps the budgets and counts what is left out."""

    def __init__(self) -> None:
        self.dropped: dict[Dropped, int] = {}
        self.text_left = _MAX_ALL_TEXT
        self.images_left = _MAX_IMAGES
        self.png_left = _MAX_ALL_PNG_BYTES

    def read(self, cells: list[Any]) -> SanitisedNotebook:
        kept: list[SafeCell] = []
        counts = {"code": 0, "markdown": 0}
        self.drop("cells", max(0, len(cells) - _MAX_CELLS))
        for cell in cells[:_MAX_CELLS]:
            kind = cell.get("cell_type") if isinstance(cell, dict) else None
            source = self.text(cell.get("source"), _MAX_SOURCE) if isinstance(cell, dict) else None
            if source is None or not isinstance(kind, str) or kind not in ("code", "markdown", "raw"):
                self.drop("malformed")
                continue
            shown: Literal["code", "markdown"] = "code" if kind == "code" else "markdown"
            counts[shown] += 1
            outputs = self.outputs(cell.get("outputs")) if shown == "code" else ()
            kept.append(SafeCell(kind=shown, number=counts[shown], source=source, outputs=outputs))
        return SanitisedNotebook(cells=tuple(kept), dropped=tuple(sorted(self.dropped.items())))

    def outputs(self, raw: Any) -> tuple[SafeOutput, ...]:
        if not isinstance(raw, list):
            self.drop("malformed", int(raw is not None))
            return ()
        self.drop("outputs", max(0, len(raw) - _MAX_OUTPUTS))
        found = [self.output(item) for item in raw[:_MAX_OUTPUTS]]
        return tuple(output for output in found if output is not None)

    def output(self, raw: Any) -> SafeOutput | None:
        kind = raw.get("output_type") if isinstance(raw, dict) else None
        if kind == "stream":
            return self.shown("text", raw.get("text"))
        if kind == "error":
            trace = raw.get("traceback")
            if not isinstance(trace, list) or not trace:
                trace = [raw.get("ename"), raw.get("evalue")]
            lines = [line for line in trace[:_MAX_PIECES] if isinstance(line, str)]
            return self.shown("error", "\n".join(lines))
        if kind in ("display_data", "execute_result") and isinstance(raw.get("data"), dict):
            return self.display(raw["data"])
        self.drop("malformed")
        return None

    def display(self, data: dict[str, Any]) -> SafeOutput | None:
        if any(kind not in ("text/plain", "image/png") for kind in data):
            self.drop("rich")
        if "image/png" in data:
            picture = self.picture(data["image/png"])
            if picture is not None:
                return picture
            self.drop("image")
        return self.shown("text", data["text/plain"]) if "text/plain" in data else None

    def picture(self, raw: Any) -> SafeOutput | None:
        text = _joined(raw)
        if text is None or self.images_left <= 0 or len(text) > 2 * _MAX_PNG_BYTES:
            return None
        try:
            decoded = base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
        except (ValueError, binascii.Error):
            return None
        png = rebuilt_png(decoded) if len(decoded) <= min(_MAX_PNG_BYTES, self.png_left) else None
        if png is None:
            return None
        self.images_left -= 1
        self.png_left -= len(png)
        return SafeOutput(kind="image", png=base64.b64encode(png).decode("ascii"))

    def shown(self, kind: Literal["text", "error"], raw: Any) -> SafeOutput | None:
        text = self.text(raw, _MAX_TEXT)
        if text is None:
            self.drop("malformed")
            return None
        return SafeOutput(kind=kind, text=text) if text.strip() else None

    def text(self, raw: Any, limit: int) -> str | None:
        """`raw` as safe text within what is left of the budget; None where it is no text."""
        text = _joined(raw)
        if text is None:
            return None
        limit = min(limit, self.text_left)
        if not limit:
            self.drop("text", int(bool(text)))
            return ""
        cut = len(text) > 8 * limit + 1000  # more than that is not worth the work of cleaning it
        if cut:
            text = text[: 4 * limit] + text[-4 * limit :]
        clean = printable(text)
        if cut or len(clean) > limit:
            self.drop("text")
            clean = shortened(clean, limit)
        self.text_left -= min(len(clean), self.text_left)
        return clean

    def drop(self, what: Dropped, count: int = 1) -> None:
        if count:
            self.dropped[what] = self.dropped.get(what, 0) + count


def _joined(raw: Any) -> str | None:
    """nbformat's multi-line string: text, or a list of texts."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list) and len(raw) <= _MAX_PIECES and all(isinstance(piece, str) for piece in raw):
        return "".join(raw)
    return None
