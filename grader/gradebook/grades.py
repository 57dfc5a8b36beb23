"""`grades.csv`: every student and every task, for spreadsheets and scripts.

RFC 4180: commas, CRLF, quotes doubled inside quotes. UTF-8; with a byte order mark where a spreadsheet is to open it,
since Excel takes a file without one for the system's old encoding.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from grader.gradebook.comment import first_sentence, mistakes_of
from grader.gradebook.entries import Entry, entries_of, everybody, most_of, number, score_of
from grader.gradebook.guard import guarded
from grader.model import ClassResults, Student, TaskInfo

COLUMNS = (
    "id", "name", "email", "section", "task", "score", "max_score", "percent", "state", "late", "submitted", "file",
    "checks_passed", "checks", "feedback", "mistakes", "report",
)  # fmt: skip
"""Two columns for the checks: a spreadsheet reads `3/6` as the third of June."""

Cell = str | float | int | bool | None
"""What we write: text is guarded, numbers stay numbers, None is an empty cell."""


def grades_csv(results: ClassResults, *, task: str | None = None, bom: bool = False) -> bytes:
    """A row a student and task, those of whom nothing was handed in too. A score is empty unless one was given."""
    return written([COLUMNS, *(_row(entry) for entry in entries_of(results, task))], bom=bom)


def grades_wide_csv(results: ClassResults, *, task: str | None = None, bom: bool = False) -> bytes:
    """A row a student and a column a task; `total` is empty while anything of the student waits to be graded."""
    tasks = [one for one in results.tasks if task is None or one.id == task]
    head = ("id", "name", "email", "section", *(one.id for one in tasks), "total", "max_total", "not_graded")
    most = sum(one.max_score for one in tasks)
    by_student: dict[str, list[Entry]] = {student.id: [] for student in everybody(results)}
    for entry in entries_of(results, task):
        by_student[entry.student.id].append(entry)
    rows = [_wide(student, by_student[student.id], tasks, most) for student in everybody(results)]
    return written([head, *rows], bom=bom)


def written(rows: Iterable[Sequence[Cell]], *, bom: bool = False) -> bytes:
    """Rows as RFC 4180 bytes, every text guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
    text = out.getvalue()
    return ("\ufeff" + text if bom else text).encode("utf-8", "replace")


def time_text(when: datetime | None) -> str:
    """`2026-11-30T03:05:00Z`: UTC, since the students' clocks and ours need not agree."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when is not None else ""


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return number(cell)
    return guarded(cell)


def _row(entry: Entry) -> tuple[Cell, ...]:
    student, result, score, most = entry.student, entry.result, score_of(entry), most_of(entry)
    report = result.report if result is not None else None
    return (
        student.id, student.name, student.email, student.section,
        entry.task.id if entry.task is not None else result.task if result is not None else "",
        score, most, 100 * score / most if score is not None and most else None, entry.state,
        result.late if result is not None else None, time_text(result.when) if result is not None else None,
        result.file if result is not None else None,
        sum(check.state == "passed" for check in report.checks) if report is not None else None,
        len(report.checks) if report is not None else None,
        _said(entry), " | ".join(mistakes_of(report)) if report is not None else None,
        f"{result.folder}/report.html" if result is not None and report is not None and result.folder else None,
    )  # fmt: skip


def _said(entry: Entry) -> str:
    if entry.result is None:
        return ""
    report = entry.result.report
    if entry.state == "graded" and report is not None:
        return first_sentence(report)
    return entry.result.why or (first_sentence(report) if report is not None else "")


def _wide(student: Student, entries: Sequence[Entry], tasks: Sequence[TaskInfo], most: float) -> tuple[Cell, ...]:
    placed = {entry.task.id: entry for entry in entries if entry.task is not None}
    scores = [score_of(placed[task.id]) for task in tasks]
    waits = any(entry.state not in ("graded", "missing") for entry in entries)
    open_ones = [
        f"{entry.task.id if entry.task is not None else entry.result.file if entry.result else ''}: {entry.state}"
        for entry in entries
        if entry.state != "graded"
    ]
    total = None if waits else sum(score or 0 for score in scores)
    return (student.id, student.name, student.email, student.section, *scores, total, most, ", ".join(open_ones))
