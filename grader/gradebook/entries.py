"""What came of each student and task, one by one: the rows that every gradebook is made from.

Not graded is never zero: a score is there only where the grader gave one.
"""

from typing import Literal

from grader.model import ClassResults, Result, Student, TaskInfo
from grader.model.base import Frozen

State = Literal["graded", "ungraded", "unreadable", "missing", "pending"]
"""`missing`: nothing was handed in; `pending`: not known yet, since the run over the folder has not ended."""


class Entry(Frozen):
    """One student and one task."""

    student: Student
    task: TaskInfo | None
    """None for a file that fits no task."""
    state: State
    result: Result | None = None
    zeroable: bool = False
    """Whether a zero would be just where the course gives one for nothing: surely nothing was handed in."""


def everybody(results: ClassResults) -> tuple[Student, ...]:
    """All students: the roster's and those who handed something in, in the order of the cohort."""
    known = {student.id for student in results.students}
    handed_in = [*(result.student for result in results.results), *(student for student, _ in results.handed)]
    strays = dict.fromkeys(student for student in handed_in if student not in known)
    return (*results.students, *(Student(id=stray) for stray in strays))


def entries_of(results: ClassResults, only: str | None = None) -> tuple[Entry, ...]:
    """A row a student and task, and behind a student's rows those of files that fit no task; of `only` that task."""
    found = {(one.student, one.task): one for one in results.results if one.task}
    known = {task.id for task in results.tasks}
    lost: dict[str, list[Result]] = {}
    for one in results.results:
        if one.task not in known:
            lost.setdefault(one.student, []).append(one)
    entries = []
    for student in everybody(results):
        strays = lost.get(student.id, [])
        for task in results.tasks:
            if only not in (None, task.id):
                continue
            result = found.get((student.id, task.id))
            if result is None and len(results.tasks) == 1 and len(strays) == 1 and not strays[0].task:
                result = strays.pop()  # only one task was set, so this is what was handed in for it
            entries.append(_entry(student, task, result, results, bool(strays)))
        if only is None:
            entries += [_entry(student, None, stray, results, True) for stray in strays]
    return tuple(entries)


def score_of(entry: Entry) -> float | None:
    """The score; None unless the grader gave one."""
    if entry.state != "graded" or entry.result is None or entry.result.report is None:
        return None
    return entry.result.report.score


def most_of(entry: Entry) -> float | None:
    """The score that could be had."""
    if entry.result is not None and entry.result.report is not None:
        return entry.result.report.max_score
    return entry.task.max_score if entry.task is not None else None


def number(value: float, comma: bool = False, digits: int = 2) -> str:
    """`8.5`, `12`, `66.67`: no more digits than needed, never an exponent, never `-0`."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = "0" if text == "-0" else text
    return text.replace(".", ",") if comma else text


def _entry(student: Student, task: TaskInfo | None, result: Result | None, whole: ClassResults, strays: bool) -> Entry:
    if result is None and task is not None and (student.id, task.id) in whole.handed:
        return Entry(student=student, task=task, state="pending")
    if result is None:
        known = not whole.pending or student.id in whole.missing
        return Entry(student=student, task=task, state="missing" if known else "pending", zeroable=known and not strays)
    state: State = result.standing
    if state == "graded" and (result.report is None or result.report.state != "graded" or result.report.score is None):
        state = "ungraded"
    return Entry(student=student, task=task, state=state, result=result)
