"""Reads a notebook of nbformat 3 or 4, mends what can be mended, and writes it anew as nbformat 4.5 that runs."""

import json
import re
from collections.abc import Mapping
from typing import Any

from grader.intake import limits
from grader.intake.amount import check_amount
from grader.intake.cells import Cell, read_cells
from grader.intake.faults import find_fault
from grader.intake.jsontext import load_json
from grader.intake.magics import Neutral, neutralise
from grader.intake.module import task_id, task_of_source
from grader.intake.notes import Notes, listed
from grader.intake.refuse import Reading, refuse_foreign
from grader.model import Frozen, Unit

_DATA_URI = re.compile(rf"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]{{{limits.PICTURE_CHARS},}}")
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class Book(Frozen):
    """A notebook that was read."""

    units: tuple[Unit, ...]
    text: str
    """nbformat 4.5 JSON without outputs, sources neutralised."""
    task_id: str | None


def read_notebook(raw: bytes, reading: Reading, notes: Notes) -> Book:
    """The notebook in `raw`. Raises SubmissionError where it is none, or too large to be one of a student."""
    refuse_foreign(raw, reading, notebook=True)
    document = load_json(raw, reading)
    if not isinstance(document, dict) or not isinstance(document.get("cells", document.get("worksheets")), list):
        reading.refuse("not_notebook")
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    _note_kernel(metadata, notes)
    cells = read_cells(document, reading, notes)
    if sum(len(cell.source) for cell in cells) > limits.NOTEBOOK_CHARS:
        reading.refuse("too_much_text", limit=f"{limits.NOTEBOOK_CHARS / 1e6:.0f}")
    check_amount((cell.source for cell in cells if cell.kind == "code"), reading)
    _note_runs([cell for cell in cells if cell.kind == "code"], notes)
    units, texts = _units(cells, reading, notes)
    embedded = metadata.get("grader")
    task = task_id(embedded.get("task")) if isinstance(embedded, dict) else None
    return Book(
        units=units,
        text=_written(cells, texts, notes),
        task_id=task or next((found for unit in units if (found := task_of_source(unit.source))), None),
    )


def _units(cells: list[Cell], reading: Reading, notes: Notes) -> tuple[tuple[Unit, ...], list[str]]:
    units: list[Unit] = []
    magics: dict[int, int] = {}
    for cell in cells:
        if cell.kind != "code":
            continue
        number = len(units) + 1
        if len(cell.source) > limits.CELL_CHARS:
            reading.refuse("cell_too_long", cell=number, limit=f"{limits.CELL_CHARS / 1e6:.0f}")
        neutral: Neutral = neutralise(cell.source, notebook=True)
        if neutral.lines:
            magics[number] = len(neutral.lines)
        units.append(
            Unit(
                name=f"cell {number}",
                cell=number,
                source=cell.source,
                code=neutral.code,
                fault=find_fault(neutral.code, cell.source, reading.words),
            )
        )
    if magics:
        notes.add("magics", count=sum(magics.values()), cells=listed(list(magics)))
    return tuple(units), [unit.code for unit in units]


def _note_kernel(metadata: Mapping[str, Any], notes: Notes) -> None:
    kernel, info = metadata.get("kernelspec"), metadata.get("language_info")
    name = str(kernel.get("name", ""))[:40] if isinstance(kernel, dict) else ""
    language = str(info.get("name", ""))[:40] if isinstance(info, dict) else ""
    version = str(info.get("version", ""))[:40] if isinstance(info, dict) else ""
    if not language and isinstance(kernel, dict):
        language = str(kernel.get("language", ""))[:40]
    if version.startswith("2.") or name == "python2":
        notes.add("python2_kernel")
    elif language and "python" not in language.lower():
        notes.add("other_kernel", language=language)


def _note_runs(cells: list[Cell], notes: Notes) -> None:
    """What the saved outputs and counts tell about how it was run last. Harmless: it is run again anyway."""
    failed = [number for number, cell in enumerate(cells, 1) if cell.saved_error]
    if failed:
        notes.add("saved_errors", cells=listed(failed))
    full = [(number, cell.count) for number, cell in enumerate(cells, 1) if cell.source.strip()]
    counts = [(number, count) for number, count in full if count is not None]
    if full and not counts:
        notes.add("never_executed")
    late = [now for (now, count), (_, before) in zip(counts[1:], counts, strict=False) if count <= before]
    if late:
        notes.add("out_of_order", cells=listed(late))


def _written(cells: list[Cell], codes: list[str], notes: Notes) -> str:
    rest = iter(codes)
    written: list[dict[str, Any]] = []
    pictures = 0
    for number, cell in enumerate(cells, 1):
        one: dict[str, Any] = {"cell_type": cell.kind, "id": f"cell-{number}", "metadata": {}}
        if cell.kind == "code":
            one |= {"source": next(rest), "execution_count": None, "outputs": []}
        else:
            source, dropped = _DATA_URI.subn("data:,", cell.source)
            pictures += dropped + cell.large_attachments
            one["source"] = source
            if cell.attachments:
                one["attachments"] = cell.attachments
        written.append(one)
    if pictures:
        notes.add("pictures", count=pictures)
    book = {"cells": written, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False)
