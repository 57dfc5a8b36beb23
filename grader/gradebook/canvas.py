"""Fills the gradebook that Canvas exported.

Read from Canvas's own source, `lib/gradebook_exporter.rb` and `lib/gradebook_importer.rb` (github.com/instructure/
canvas-lms): the header is `Student` (or `LastName`, `FirstName`), `ID`, then perhaps `SIS User ID`, `SIS Login ID`,
`Integration ID`, `Root Account`, then `Section`, custom columns, one column an assignment with its number behind the
title, `conv2d (12345)`, and totals. Below it perhaps a row of `Manual Posting` (before 2019 `Muted`), then a row
whose first cell holds `Points Possible`, in which columns that the importer ignores say `(read only)`. `EX` excuses a
student, `N/A` says that the assignment is not theirs. The importer finds the student by ID, then by SIS User ID, then
by SIS Login ID, then by name; the export rounds to two digits, so do we. The delimiter may be `;`, the decimal mark
a comma: the importer takes either. Canvas has no column for comments.
"""

import re

from grader.errors import UsageError
from grader.gradebook.filled import Filled, Filling, Row, demand_cell, demand_sound, fill, number_in, task_of
from grader.gradebook.match import Person, name_key
from grader.gradebook.sheet import Sheet, read_sheet
from grader.model import ClassResults, TaskInfo

_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_PEOPLE = ("Student", "LastName", "FirstName", *_IDS, "Root Account", "Section")
_ASSIGNMENT = re.compile(r"(?P<title>.*?)\s*\((?P<number>\d+)\)")
_NOT_A_GRADE = ("ex", "n/a")
_TEST_STUDENT = name_key("Student, Test")


def fill_canvas(exported: bytes, results: ClassResults, how: Filling | None = None) -> Filled:
    """The exported gradebook with one assignment filled, scaled to its Points Possible.

    Raises UsageError where the bytes are no such gradebook, or no column of it can be told to be the task's.
    """
    how = how or Filling()
    sheet = read_sheet(exported, _PEOPLE)
    demand_sound(sheet, "Canvas gradebook")
    if not ({"Student", "LastName"} & set(sheet.header) and "ID" in sheet.header):
        raise UsageError("This is no gradebook of Canvas: its header has no Student and ID. Export it from Grades.")
    task = task_of(results, how.task)
    top = next((at for at in range(1, len(sheet.rows)) if "Points Possible" in sheet.value(at, 0)), None)
    column = _column(sheet, task, how.column, top)
    shown = sheet.value(top, column) if top is not None else ""
    most = number_in(shown)
    rows = {
        at: row
        for at in range(1, len(sheet.rows))
        if at != top and (row := _row(sheet, at, column, shown, most)) is not None
    }
    return fill(sheet, rows, results, task, sheet.header[column], how)


def _column(sheet: Sheet, task: TaskInfo, wanted: str | None, top: int | None) -> int:
    open_ones = {
        at: name
        for at, name in enumerate(sheet.header)
        if _ASSIGNMENT.fullmatch(name) and not (top is not None and "read only" in sheet.value(top, at))
    }
    names = [wanted] if wanted is not None else [task.id, task.id.rpartition("/")[2], task.title]
    for name in names:
        found = [at for at, header in open_ones.items() if _is_named(header, name)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise UsageError(f"Several columns are called {name}; name one whole with --column: {_all(open_ones)}.")
    asked = f"no assignment {wanted}" if wanted is not None else f"no assignment called like {task.id} or {task.title}"
    raise UsageError(f"The gradebook has {asked}; name one with --column: {_all(open_ones) or 'it has none'}.")


def _is_named(header: str, name: str) -> bool:
    """By the whole header, the title, or the number."""
    parts = _ASSIGNMENT.fullmatch(header)
    known = (header, parts["title"], parts["number"]) if parts else (header,)
    return " ".join(name.split()).casefold() in (" ".join(one.split()).casefold() for one in known)


def _all(columns: dict[int, str]) -> str:
    return ", ".join(columns.values())


def _row(sheet: Sheet, at: int, column: int, shown: str, most: float | None) -> Row | None:
    """The person's row; None for rows that are Canvas's own."""
    named = dict(zip(sheet.header, (sheet.value(at, place) for place in range(len(sheet.rows[at]))), strict=False))
    name = named.get("Student") or f"{named.get('FirstName', '')} {named.get('LastName', '')}".strip()
    ids = tuple(named[key].strip() for key in _IDS if named.get(key, "").strip())
    if not (ids or name.strip()) or name_key(name) == _TEST_STUDENT:
        return None
    demand_cell(sheet, at, column)
    return Row(
        person=Person(ids=ids, name=name),
        label=name.strip() or ids[0],
        most=most if most and most > 0 else None,
        shown=(sheet.value(at, column), shown),
        grade=(at, column),
        locked=sheet.value(at, column).strip().casefold() in _NOT_A_GRADE,
    )
