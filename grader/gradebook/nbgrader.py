"""The columns that `nbgrader export` writes, for courses whose scripts read those.

Read from nbgrader's own exporter, `nbgrader/plugins/export.py` (github.com/jupyter/nbgrader): eleven columns, comma,
LF, an assignment after another and its students under it, times as `str(datetime)` in UTC without a zone. Two
differences: theirs joins cells with commas and quotes nothing, we quote; theirs writes 0.0 for whoever handed in
nothing, we leave the scores empty, since that is the course's decision (`missing_as_zero` takes it).
"""

import csv
import io
from datetime import UTC, datetime

from grader.gradebook.entries import Entry, entries_of, most_of, score_of
from grader.gradebook.guard import guarded
from grader.model import ClassResults

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def nbgrader_csv(
    results: ClassResults, *, task: str | None = None, missing_as_zero: bool = False, bom: bool = False
) -> bytes:
    """A row a task and student. Due dates and penalties are not ours to know: empty, and 0.0 where there is a score."""
    short = [task.id.rpartition("/")[2] for task in results.tasks]
    names = {
        task.id: name if short.count(name) == 1 else task.id for task, name in zip(results.tasks, short, strict=True)
    }
    placed: dict[str, list[Entry]] = {task.id: [] for task in results.tasks}
    for entry in entries_of(results, task):
        if entry.task is not None:
            placed[entry.task.id].append(entry)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for assignment, entries in placed.items():
        for entry in entries:
            writer.writerow([guarded(cell) for cell in _row(entry, names[assignment], missing_as_zero)])
    text = out.getvalue()
    return ("\ufeff" + text if bom else text).encode("utf-8", "replace")


def names_of(name: str) -> tuple[str, str]:
    """(last, first) of `Berg, Anna`; without a comma the order is anybody's guess, so the whole is the last name."""
    last, _, first = name.partition(",")
    return last.strip(), first.strip()


def _row(entry: Entry, assignment: str, missing_as_zero: bool) -> tuple[str, ...]:
    student, most = entry.student, most_of(entry)
    last, first = names_of(student.name)
    score = 0.0 if missing_as_zero and entry.zeroable else score_of(entry)
    points = "" if score is None else str(round(float(score), 6))
    when = entry.result.when if entry.result is not None else None
    return (
        assignment, "", _time(when), student.id, last, first, student.email, points, "" if score is None else "0.0",
        points, "" if most is None else str(round(float(most), 6)),
    )  # fmt: skip


def _time(when: datetime | None) -> str:
    return str(when.astimezone(UTC).replace(tzinfo=None)) if when is not None else ""
