"""`grades.csv`: everybody is in it, nothing is a zero that was not given, nothing is a formula."""

import csv
import io

from grader.gradebook.grades import COLUMNS, grades_csv, grades_wide_csv
from grader.gradebook.guard import is_formula
from grader.model import TaskInfo
from tests.gradebook.conftest import EVIL, STUDENTS, TASK, a_class, check, report, result


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """The file as a script reads it."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_every_student_has_a_row_and_only_graded_ones_a_score() -> None:
    rows = rows_of(grades_csv(a_class()))
    assert [(row["id"], row["state"], row["score"]) for row in rows] == [
        ("s-001", "graded", "12"),
        ("s-002", "graded", "6.5"),
        ("s-003", "graded", "11"),
        ("s-004", "graded", "0"),
        ("s-005", "graded", "9"),
        ("s-006", "missing", ""),
        ("s-007", "unreadable", ""),
    ]


def test_a_row_says_what_a_teacher_asks_for() -> None:
    row = rows_of(grades_csv(a_class()))[1]
    assert row == {
        "id": "s-002",
        "name": "Пётр Иванов",
        "email": "pivanov@example.edu",
        "section": "A",
        "task": "convolution/conv2d",
        "score": "6.5",
        "max_score": "12",
        "percent": "54.17",
        "state": "graded",
        "late": "yes",
        "submitted": "2026-11-30T02:14:00Z",
        "file": "'=1+1.ipynb",
        "checks_passed": "1",
        "checks": "2",
        "feedback": "'=You flipped the kernel;' -it stays",
        "mistakes": "'=You flipped the kernel;' -it stays",
        "report": "s-002/convolution/conv2d/report.html",
    }


def test_the_reason_stands_where_there_is_no_score() -> None:
    assert rows_of(grades_csv(a_class()))[6]["feedback"] == "hw1.ipynb is empty."


def test_the_file_is_rfc_4180_and_marked_for_spreadsheets_on_demand() -> None:
    raw = grades_csv(a_class())
    assert raw.startswith(",".join(COLUMNS).encode() + b"\r\n") and raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert grades_csv(a_class(), bom=True) == b"\xef\xbb\xbf" + raw


def test_no_cell_is_a_formula() -> None:
    evil = a_class(
        students=tuple(
            student.model_copy(update={"name": EVIL, "email": "+x@y", "section": "\t=1", "id": f"-{student.id}"})
            for student in STUDENTS
        ),
        results=(),
    )
    for raw in (grades_csv(evil), grades_wide_csv(evil)):
        cells = [cell for row in csv.reader(io.StringIO(raw.decode(), newline="")) for cell in row]
        assert [cell for cell in cells if is_formula(cell) and not cell.startswith("'")] == []
        assert "'" + EVIL in cells


def test_a_run_that_has_not_ended_calls_nobody_missing_without_knowing_it() -> None:
    rows = rows_of(grades_csv(a_class(results=(), pending=("x.zip!smith/hw1.ipynb",))))
    assert {row["id"]: row["state"] for row in rows} == {
        student.id: "missing" if student.id == "s-006" else "pending" for student in STUDENTS
    }


def test_a_graded_result_without_a_score_is_ungraded() -> None:
    failed = report(check(0, 0, 4), state="ungraded", score=None)
    rows = rows_of(grades_csv(a_class(results=(result("s-001", failed, standing="graded", why="The disk was full."),))))
    assert (rows[0]["state"], rows[0]["score"], rows[0]["feedback"]) == ("ungraded", "", "The disk was full.")


def test_a_file_that_fits_none_of_several_tasks_has_a_row_of_its_own() -> None:
    two = (TASK, TaskInfo(id="pooling/max_pool2d", title="Max pooling", max_score=10))
    stray = result("s-001", None, standing="unreadable", why="It fits no task.", task="", file="notes.py")
    rows = rows_of(grades_csv(a_class(tasks=two, results=(stray,), students=STUDENTS[:1], missing=())))
    assert [(row["task"], row["state"], row["file"]) for row in rows] == [
        ("convolution/conv2d", "missing", ""),
        ("pooling/max_pool2d", "missing", ""),
        ("", "unreadable", "notes.py"),
    ]


def test_results_of_somebody_off_the_list_are_not_dropped() -> None:
    rows = rows_of(grades_csv(a_class(students=(), results=(result("x", report(check(0, 4, 4))),))))
    assert [(row["id"], row["score"]) for row in rows] == [("x", "4")]


def test_wide_has_a_column_a_task_and_a_total_only_where_nothing_waits() -> None:
    two = (TASK, TaskInfo(id="pooling/max_pool2d", title="Max pooling", max_score=10))
    pooled = report(check(0, 3, 10), task="pooling/max_pool2d")
    waits = result("s-002", None, task="pooling/max_pool2d", standing="ungraded", why="A worker was lost.")
    results = (*a_class().results[:2], result("s-001", pooled, task="pooling/max_pool2d"), waits)
    rows = rows_of(grades_wide_csv(a_class(tasks=two, results=results)))
    assert list(rows[0])[4:] == ["convolution/conv2d", "pooling/max_pool2d", "total", "max_total", "not_graded"]
    assert [(row["convolution/conv2d"], row["pooling/max_pool2d"], row["total"]) for row in rows[:3]] == [
        ("12", "3", "15"),
        ("6.5", "", ""),
        ("", "", "0"),
    ]
    assert [row["not_graded"] for row in rows[:3]] == [
        "",
        "pooling/max_pool2d: ungraded",
        "convolution/conv2d: missing, pooling/max_pool2d: missing",
    ]


def test_an_empty_cohort_is_a_header() -> None:
    assert rows_of(grades_csv(a_class(tasks=(), students=(), results=()))) == []
