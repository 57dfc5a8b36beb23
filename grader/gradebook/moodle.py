"""Fills the grading worksheet that Moodle exported.

Read from Moodle's own source (github.com/moodle/moodle): `mod/assign/gradingtable.php` writes the columns,
`mod/assign/feedback/offline/importgradeslib.php` and `locallib.php` read them back. The header is in the language of
whoever exported. Identifier is `Participant 12345`, whose number the importer goes by; rows that may not be changed
and grades above the maximum are passed over by the importer; an empty grade changes nothing. A comment is taken as
HTML (`mod/assign/feedback/comments/locallib.php`, FORMAT_HTML), so ours is escaped. An assignment graded by a scale
has a column Scale in place of Maximum Grade and takes words, not points.
"""

import re
from collections.abc import Sequence

from grader.errors import UsageError
from grader.gradebook.comment import comment_html
from grader.gradebook.entries import Entry
from grader.gradebook.filled import Filled, Filling, Row, demand_cell, demand_sound, fill, number_in, task_of
from grader.gradebook.guard import guarded
from grader.gradebook.match import Person
from grader.gradebook.sheet import Sheet, read_sheet
from grader.model import ClassResults

_NAMES = {
    "identifier": ("Identifier", "Идентификатор"),
    "name": ("Full name", "Полное имя", "ФИО", "Имя / Фамилия"),
    "first": ("First name", "Имя"),
    "last": ("Last name", "Surname", "Фамилия"),
    "email": ("Email address", "Email", "Адрес электронной почты"),
    "number": ("ID number", "Индивидуальный номер", "Номер ID"),
    "login": ("Username", "Логин"),
    "grade": ("Grade", "Оценка"),
    "most": ("Maximum Grade", "Максимальная оценка"),
    "scale": ("Scale", "Шкала"),
    "open": ("Grade can be changed", "Оценка может быть изменена"),
    "comment": ("Feedback comments", "Отзыв в виде комментария", "Отзыв в виде комментариев"),
}
_NO = ("no", "нет")


def fill_moodle(exported: bytes, results: ClassResults, how: Filling | None = None) -> Filled:
    """The exported worksheet with Grade and Feedback comments filled, scaled to each row's Maximum Grade.

    Raises UsageError where the bytes are no such worksheet, or it is graded by a scale.
    """
    how = how or Filling()
    sheet = read_sheet(exported, [name for names in _NAMES.values() for name in names])
    demand_sound(sheet, "Moodle worksheet")
    at = {field: place for field, names in _NAMES.items() if (place := _find(sheet, names)) is not None}
    if how.column is not None:
        place = _find(sheet, (how.column,))
        if place is None:
            raise UsageError(f"The worksheet has no column {how.column}; it has: {', '.join(sheet.header)}.")
        at["grade"] = place
    if "grade" not in at or not {"identifier", "email", "number", "name"} & at.keys():
        raise UsageError(
            "This is no grading worksheet of Moodle in English or Russian: it needs Identifier and Grade. "
            "Export it again with Moodle set to English, or name the column of grades with --column."
        )
    if "scale" in at and "most" not in at:
        raise UsageError("This assignment is graded by a scale of words; set it to points in Moodle, and export again.")
    rows = {line: row for line in range(1, len(sheet.rows)) if (row := _row(sheet, line, at)) is not None}
    return fill(sheet, rows, results, task_of(results, how.task), sheet.header[at["grade"]], how, _comment)


def _find(sheet: Sheet, names: Sequence[str]) -> int | None:
    wanted = {name.strip().casefold() for name in names}
    return next((place for place, name in enumerate(sheet.header) if name.casefold() in wanted), None)


def _row(sheet: Sheet, line: int, at: dict[str, int]) -> Row | None:
    cells = {field: sheet.value(line, place).strip() for field, place in at.items()}
    identifier = cells.get("identifier", "")
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    # the bare number of `Participant 1001` may be somebody else's id on a roster: only where nothing else tells
    digits = None if name or cells.get("email") else re.search(r"\d+$", identifier)
    ids = (digits[0] if digits else "", identifier, cells.get("number", ""), cells.get("login", ""))
    person = Person(ids=tuple(text for text in ids if text), email=cells.get("email", ""), name=name)
    if not (person.ids or person.email or person.name):
        return None
    demand_cell(sheet, line, at["grade"])
    most = number_in(cells.get("most", ""))
    comment = at.get("comment")
    return Row(
        person=person,
        label=name or person.email or identifier,
        most=most if most and most > 0 else None,
        shown=(cells["grade"], cells.get("most", "")),
        grade=(line, at["grade"]),
        comment=(line, comment) if comment is not None and comment < len(sheet.rows[line]) else None,
        locked=cells.get("open", "").casefold() in _NO,
    )


def _comment(entry: Entry) -> str:
    report = entry.result.report if entry.result is not None else None
    return guarded(comment_html(report)) if report is not None else ""
