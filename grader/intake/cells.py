"""Reads the cells of a notebook as they really arrive: sources as lists, missing parts, worksheets of nbformat 3."""

import json
import re
from typing import Any, Literal

from pydantic import Field

from grader.intake.deadline import Overrun
from grader.intake.limits import CELLS, PICTURE_CHARS
from grader.intake.notes import Notes
from grader.intake.refuse import Reading, plain
from grader.model import Frozen

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TEXT_CELLS = ("markdown", "heading", "html")
_OLDEST, _NEWEST = 3, 4


class Cell(Frozen):
    """One cell, mended."""

    kind: Literal["code", "markdown", "raw"]
    source: str
    count: int | None = None
    """The saved execution count."""
    saved_error: bool = False
    """A traceback is among the saved outputs."""
    attachments: dict[str, dict[str, str]] = Field(default_factory=dict)
    large_attachments: int = 0
    """How many were left out."""


def read_cells(document: dict[str, Any], reading: Reading, notes: Notes) -> list[Cell]:
    """The cells of a notebook document of nbformat 3 or 4. Raises SubmissionError for other versions."""
    major = _major(document)
    if major is not None and not _OLDEST <= major <= _NEWEST:
        reading.refuse("version", version=major)
    repaired: list[str] = []
    count = _count(document)
    if count > CELLS:  # before an object is made of each
        reading.refuse("too_many_cells", count=count, limit=CELLS)
    if not isinstance(document.get("cells"), list):
        raw_cells = _converted(document, reading)
        notes.add("converted", version=3)
    else:
        raw_cells = document["cells"]
        if major != _NEWEST:
            repaired.append("nbformat")
        if not isinstance(document.get("metadata"), dict):
            repaired.append("metadata")
        _check_ids(document, raw_cells, repaired)
    cells = [cell for one in raw_cells if (cell := _cell(one, repaired)) is not None]
    if repaired:
        notes.add("repaired", parts=", ".join(dict.fromkeys(repaired)))
    return cells


def _count(document: dict[str, Any]) -> int:
    sheets = [document, *(document["worksheets"] if isinstance(document.get("worksheets"), list) else [])]
    found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return sum(len(cells) for cells in found if isinstance(cells, list))


def _major(document: dict[str, Any]) -> int | None:
    value = document.get("nbformat")
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _converted(document: dict[str, Any], reading: Reading) -> list[Any]:
    """Worksheets turned into cells by nbformat. Outputs are replaced first: they are not needed, and their conversion
    trips over many of them; of an error only that it was one is kept."""
    import nbformat

    sheets = []
    for sheet in document["worksheets"]:
        if not isinstance(sheet, dict) or not isinstance(sheet.get("cells"), list):
            continue
        sheets.append({"cells": [_before_conversion(one) for one in sheet["cells"] if isinstance(one, dict)]})
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [], "metadata": {}}]}
    old["worksheets"] = [{"metadata": {}, **sheet} for sheet in sheets]
    try:
        new = nbformat.convert(nbformat.from_dict(old), 4)  # type: ignore[no-untyped-call]
        return list(new["cells"])
    except Overrun:
        raise
    except Exception:  # it validates nothing and trips in its own ways
        reading.refuse("not_notebook")


def _before_conversion(one: dict[str, Any]) -> dict[str, Any]:
    kind = one.get("cell_type")
    kind = kind if kind in ("code", "markdown", "raw", "heading", "html") else "raw"
    source = _source(one.get("input" if kind == "code" else "source"), [])
    if kind == "code":
        count = one.get("prompt_number")
        outputs = [{"output_type": "pyerr", "ename": "", "evalue": "", "traceback": []}] if _has_error(one) else []
        return {
            "cell_type": "code",
            "input": source,
            "language": "python",
            "metadata": {},
            "outputs": outputs,
            "prompt_number": count if isinstance(count, int) else None,
        }
    if kind == "heading":
        level = one.get("level")
        return {"cell_type": kind, "source": source, "metadata": {}, "level": level if isinstance(level, int) else 1}
    return {"cell_type": kind, "source": source, "metadata": {}}


def _check_ids(document: dict[str, Any], cells: list[Any], repaired: list[str]) -> None:
    minor = document.get("nbformat_minor")
    if not isinstance(minor, int) or minor < 5:
        return
    ids = [one.get("id") for one in cells if isinstance(one, dict)]
    good = [one for one in ids if isinstance(one, str) and _ID.fullmatch(one)]
    if len(set(good)) != len(ids):
        repaired.append("id")


def _cell(one: Any, repaired: list[str]) -> Cell | None:
    if not isinstance(one, dict):
        repaired.append("cells")
        return None
    kind = one.get("cell_type")
    source = _source(one.get("source"), repaired)
    if not isinstance(one.get("metadata", None), dict):
        repaired.append("metadata")
    if kind == "code":
        if not isinstance(one.get("outputs"), list):
            repaired.append("outputs")
        count = one.get("execution_count")
        counted = isinstance(count, int) and not isinstance(count, bool)
        return Cell(kind="code", source=source, count=count if counted else None, saved_error=_has_error(one))
    if kind in _TEXT_CELLS:
        small, large = _attachments(one.get("attachments"))
        return Cell(kind="markdown", source=source, attachments=small, large_attachments=large)
    if kind != "raw":
        repaired.append("cell_type")
    return Cell(kind="raw", source=source)


def _source(value: Any, repaired: list[str]) -> str:
    if isinstance(value, list):
        if not all(isinstance(line, str) for line in value):
            repaired.append("source")
        lines = [line if isinstance(line, str) else _as_text(line) for line in value]
        if len(lines) > 1 and not any("\n" in line for line in lines):
            repaired.append("source")  # some tools leave out the ends of the lines
            text = "\n".join(lines)
        else:
            text = "".join(lines)
    elif isinstance(value, str):
        text = value
    else:
        repaired.append("source")
        text = _as_text(value)
    return plain(text.replace("\r\n", "\n").replace("\r", "\n"))


def _as_text(value: Any) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _has_error(one: dict[str, Any]) -> bool:
    outputs = one.get("outputs")
    if not isinstance(outputs, list):
        return False
    return any(isinstance(out, dict) and out.get("output_type") in ("error", "pyerr") for out in outputs)


def _attachments(value: Any) -> tuple[dict[str, dict[str, str]], int]:
    """Pictures pasted into a text cell: small ones stay, the others are counted."""
    small: dict[str, dict[str, str]] = {}
    if not isinstance(value, dict):
        return small, 0
    for name, bundle in value.items():
        fits = isinstance(bundle, dict) and all(
            kind.startswith("image/") and isinstance(data, str) for kind, data in bundle.items()
        )
        if fits and len(json.dumps(bundle)) <= PICTURE_CHARS and len(small) < 20:
            small[plain(name)] = {kind: plain(data) for kind, data in bundle.items()}
    return small, len(value) - len(small)
