"""The table of everybody: a row a student, a cell a task."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from markupsafe import Markup

from grader.classpage.counts import TaskCount, check_numbers, report_of
from grader.classpage.people import People, Person, report_address
from grader.model.base import Frozen
from grader.model.cohort import ClassResults, Result
from grader.model.report import CheckState
from grader.report.labels import points_text

Kind = Literal["graded", "not_started", "ungraded", "unreadable", "nothing"]


_NAME_REM, _SECTION_REM, _SUM_REM = 11.0, 7.5, 6.0


class Cell(Frozen):
    """What came of one task."""

    kind: Kind
    href: str = ""
    """Empty where there is no report."""
    score: str = ""
    late: bool = False
    states: tuple[CheckState, ...] = ()
    """In the order of the checks' numbers; empty where nothing was checked."""
    not_passed: tuple[int, ...] = ()


class Row(Frozen):
    """Somebody, and what came of each task."""

    person: Person
    cells: tuple[Cell, ...]
    """One a task."""
    others: int = 0
    """Files that fit none of the tasks."""
    total: str = ""
    """Empty where nothing is graded."""
    complete: bool = True
    """False where something of theirs is not graded yet, so that the total may grow."""


def make_rows(results: ClassResults, people: People, counts: tuple[TaskCount, ...]) -> tuple[Row, ...]:
    """In the order of the students."""
    tasks = {task.id for task in results.tasks}
    by_place = {(result.student, result.task): result for result in results.results}
    others = Counter(result.student for result in results.results if result.task not in tasks)
    numbers = {
        count.task.id: check_numbers(report for r in count.graded if (report := report_of(r)) and report.started)
        for count in counts
    }
    rows, waits = [], set(results.handed)
    for key, person in people.by_id.items():
        mine = [by_place.get((key, task.id)) for task in results.tasks]
        reports = [report for result in mine if result is not None and (report := report_of(result)) is not None]
        scores = [report.score for report in reports if report.score is not None]
        cells = tuple(
            _cell(result, numbers[task.id], (key, task.id) in waits)
            for result, task in zip(mine, results.tasks, strict=True)
        )
        rows.append(
            Row(
                person=person,
                cells=cells,
                others=others[key],
                total=points_text(sum(scores)) if scores else "",
                complete=not any(cell.kind == "ungraded" for cell in cells),
            )
        )
    return tuple(rows)


def columns(rows: Sequence[Row], tasks: int) -> Markup:
    """The rule that gives every row the same columns; see style.css."""
    section = [_SECTION_REM] if any(row.person.section for row in rows) else []
    sums = [_SUM_REM] * (any(row.others for row in rows) + (tasks > 1))
    marks = max((len(cell.states) for row in rows for cell in row.cells), default=0)
    task = min(14.0, max(9.75, 4.25 + 0.9 * marks))  # a score and its marks on one line, up to ten of them
    widths = [f"{width:g}rem" for width in section]
    widths += [f"repeat({tasks}, minmax({task:g}rem, 1fr))"] if tasks else []
    widths += [f"{width:g}rem" for width in sums]
    least = _NAME_REM + sum(section) + task * tasks + sum(sums)
    return Markup(
        f"@media screen {{ #all {{ min-width: {least:g}rem; }} "
        f"#all tr {{ grid-template-columns: minmax({_NAME_REM:g}rem, 1.2fr) {' '.join(widths)}; }} }}"
    )


def _cell(result: Result | None, numbers: Mapping[str, int], waits: bool) -> Cell:
    if result is None:
        return Cell(kind="ungraded" if waits else "nothing")
    href, report = report_address(result), report_of(result)
    if report is None or report.score is None:
        kind: Kind = "unreadable" if result.standing == "unreadable" else "ungraded"
        return Cell(kind=kind, href=href, late=result.late)
    score = points_text(report.score)
    if not report.started:
        return Cell(kind="not_started", href=href, score=score, late=result.late)
    states = {numbers[check.id]: check.state for check in report.checks}
    ordered = sorted(states)
    return Cell(
        kind="graded",
        href=href,
        score=score,
        late=result.late,
        states=tuple(states[number] for number in ordered),
        not_passed=tuple(number for number in ordered if states[number] != "passed"),
    )
