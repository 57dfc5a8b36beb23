"""Grades into a platform's own file: what both Canvas and Moodle ask for, and what is said of it afterwards."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from grader.errors import UsageError
from grader.gradebook.entries import Entry, entries_of, everybody, most_of, number, score_of
from grader.gradebook.match import Person, called, match
from grader.gradebook.sheet import At, Sheet
from grader.model import ClassResults, TaskInfo
from grader.model.base import Frozen


class Filling(Frozen):
    """How to fill."""

    task: str | None = None
    """Its id; None where the cohort has only one."""
    column: str | None = None
    """The column for grades, as the file names it; None: found by the task."""
    keep: bool = False
    """Leave rows alone that have a grade already, and comments that are there."""
    missing_as_zero: bool = False
    """Give zero where surely nothing was handed in."""


class Filled(Frozen):
    """A filled file, and every row of it accounted for. Rows are named as the file names them."""

    data: bytes
    task: str
    column: str
    scales: tuple[str, ...] = ()
    """`12 -> 100`: our maximum and the platform's, where they differ."""
    filled: tuple[str, ...] = ()
    """Rows that have our grade now."""
    overwritten: tuple[str, ...] = ()
    """Those of them that had another one before."""
    comments_overwritten: tuple[str, ...] = ()
    """Rows that had another comment before."""
    kept: tuple[str, ...] = ()
    """Rows with a grade of their own, left alone because of `keep`."""
    zeroed: tuple[str, ...] = ()
    """Rows that were given zero because nothing was handed in."""
    missing: tuple[str, ...] = ()
    """Rows of people who handed in nothing: untouched."""
    not_graded: tuple[str, ...] = ()
    """Rows of people whose file could not be graded or is not yet: untouched, since that is no zero."""
    locked: tuple[str, ...] = ()
    """Rows in which the platform takes no grade (excused, not assigned, locked): untouched."""
    by_part: tuple[str, ...] = ()
    """Rows that were found by a part of a name alone: a person should look at them."""
    ambiguous: tuple[str, ...] = ()
    """Rows that could be several people: untouched, with the reason."""
    unknown: tuple[str, ...] = ()
    """Rows of people of whom the results know nothing: untouched."""
    left_over: tuple[str, ...] = ()
    """Graded students who have no row."""

    @property
    def complete(self) -> bool:
        """Whether every grade found its row."""
        return not (self.ambiguous or self.left_over)


class Row(Frozen):
    """One person's row, as the platform's reader understands it."""

    person: Person
    label: str
    """What to call the row."""
    most: float | None
    """The platform's maximum; None where it says none, so that our points are written as they are."""
    shown: tuple[str, ...]
    """The row's grades and maximum as written, by which the decimal mark is told."""
    grade: At
    comment: At | None = None
    locked: bool = False


Comment = Callable[[Entry], str]
"""The text for the comment of a graded entry."""


def task_of(results: ClassResults, wanted: str | None) -> TaskInfo:
    """The task to fill in: named by its id or the end of it, or the only one there is."""
    if wanted is None:
        if len(results.tasks) == 1:
            return results.tasks[0]
        raise UsageError(f"The results have {len(results.tasks)} tasks; name one with --task: {_ids(results)}.")
    exact = [task for task in results.tasks if task.id == wanted]
    fitting = exact or [task for task in results.tasks if task.id.rpartition("/")[2] == wanted]
    if len(fitting) != 1:
        raise UsageError(f"The results have no task {wanted}; they have: {_ids(results)}.")
    return fitting[0]


def demand_sound(sheet: Sheet, what: str) -> None:
    """Raises UsageError where the bytes are no table that could be filled."""
    if sheet.text.startswith("PK\x03\x04"):
        raise UsageError(f"The {what} is a workbook or a zip; export it as CSV (comma separated values).")
    if not sheet.closed:
        raise UsageError(f"The {what} has a quotation mark that is never closed; export it again, and do not edit it.")
    if len(sheet.rows) < 2:
        raise UsageError(f"The {what} has no rows below its header; is it the right file?")


def demand_cell(sheet: Sheet, row: int, column: int) -> None:
    """Raises UsageError where a person's row ends before the column to fill: somebody edited the file."""
    if column >= len(sheet.rows[row]):
        raise UsageError(
            f"Row {row + 1} of the exported file has {len(sheet.rows[row])} cells, so none under "
            f"{sheet.header[column]}; export it again, and do not edit it."
        )


def fill(
    sheet: Sheet, rows: Mapping[int, Row], results: ClassResults, task: TaskInfo, column: str, how: Filling,
    comment: Comment | None = None,
) -> Filled:  # fmt: skip
    """Writes scores into `rows`, each scaled to the row's own maximum, and says what became of every one."""
    entries = {entry.student.id: entry for entry in entries_of(results, task.id)}
    matched = match({at: row.person for at, row in rows.items()}, everybody(results))
    comma = _has_comma(rows.values())
    said: dict[str, list[str]] = {}
    cells: dict[At, str] = {}
    scales: dict[str, None] = {}
    for at, student in matched.found.items():
        row, entry = rows[at], entries[student.id]
        score, ours = score_of(entry), most_of(entry)
        zero = score is None and entry.zeroable and how.missing_as_zero
        old = sheet.value(*row.grade).strip()
        if score is None and not zero:
            said.setdefault("missing" if entry.state == "missing" else "not_graded", []).append(_why(row, entry))
        elif row.locked:
            said.setdefault("locked", []).append(row.label)
        elif how.keep and _has_grade(old):
            said.setdefault("kept", []).append(row.label)
        else:
            if row.most is not None and ours and row.most != ours:
                scales[f"{number(ours)} -> {number(row.most)}"] = None
            new = number(_scaled(score or 0.0, ours, row.most), comma)
            if _has_grade(old) and not _same(old, new):
                said.setdefault("overwritten", []).append(row.label)
            if not _same(old, new):
                cells[row.grade] = new
            said.setdefault("zeroed" if zero else "filled", []).append(row.label)
            if comment is not None and row.comment is not None and not zero:
                said_before, text = sheet.value(*row.comment), comment(entry)
                if said_before.strip() and how.keep:
                    continue
                if said_before.strip() and text != said_before:
                    said.setdefault("comments_overwritten", []).append(row.label)
                if text != said_before:
                    cells[row.comment] = text
    rowless = {student.id for student in matched.found.values()}
    left = [entry.student for entry in entries.values() if score_of(entry) is not None]
    return Filled(
        data=sheet.filled(cells),
        task=task.id,
        column=column,
        scales=tuple(scales),
        ambiguous=tuple(f"{rows[at].label}: {why}" for at, why in sorted(matched.ambiguous.items())),
        unknown=tuple(rows[at].label for at in matched.unknown),
        by_part=tuple(f"{rows[at].label} = {called(matched.found[at])}" for at in matched.by_part),
        left_over=tuple(student.name or student.id for student in left if student.id not in rowless),
        **{kind: tuple(labels) for kind, labels in said.items()},
    )


def number_in(text: str) -> float | None:
    """`100`, `8.50`, `8,50`, `1 000,00`; None where it is no number."""
    plain = "".join(text.split()).replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if value - value == 0 else None


def _ids(results: ClassResults) -> str:
    return ", ".join(task.id for task in results.tasks) or "none"


def _scaled(score: float, ours: float | None, most: float | None) -> float:
    return score * most / ours if most is not None and ours else score


def _has_grade(old: str) -> bool:
    return old not in ("", "-")


def _same(old: str, new: str) -> bool:
    """Equal as numbers: `8.50` stays as it is where `8.5` is right."""
    before, after = number_in(old), number_in(new)
    return before is not None and before == after


def _has_comma(rows: Iterable[Row]) -> bool:
    """Whether the file writes its own numbers with a decimal comma."""
    return any("," in text for row in rows for text in row.shown if number_in(text) is not None)


def _why(row: Row, entry: Entry) -> str:
    return row.label if entry.state == "missing" else f"{row.label}: {entry.state}"


def lines_of(filled: Filled) -> tuple[str, ...]:
    """What a teacher should know of it, the good news first."""
    count = len(filled.filled)
    lines = [f"{count} {_rows(count)} a grade now: {filled.task} in the column {filled.column}."]
    if filled.scales:
        lines.append(f"Scores were scaled to the platform's maximum: {', '.join(filled.scales)}.")
    told = (
        ("had another grade before, which was overwritten", filled.overwritten),
        ("had another comment before, which was overwritten", filled.comments_overwritten),
        ("with a grade already, kept because of --keep", filled.kept),
        ("found by a part of the name alone, please look", filled.by_part),
        ("without anything handed in, given 0 because of --missing-as-zero", filled.zeroed),
        ("without anything handed in, left untouched", filled.missing),
        ("without a score, which is not a zero, left untouched", filled.not_graded),
        ("for which the platform takes no grade (excused, not assigned, locked), left untouched", filled.locked),
        ("unknown to the results, left untouched", filled.unknown),
        ("that could be several people, left untouched", filled.ambiguous),
    )
    lines += [f"{_counted(labels)} {what}: {_some(labels)}." for what, labels in told if labels]
    if filled.left_over:
        lines.append(f"No row was found for {len(filled.left_over)} graded students: {_some(filled.left_over)}.")
    return tuple(lines)


def _rows(count: int) -> str:
    return "row has" if count == 1 else "rows have"


def _counted(labels: Sequence[str]) -> str:
    return f"{len(labels)} row{'' if len(labels) == 1 else 's'}"


def _some(labels: Sequence[str], most: int = 20) -> str:
    shown = "; ".join(labels[:most])
    return f"{shown}; and {len(labels) - most} more" if len(labels) > most else shown
