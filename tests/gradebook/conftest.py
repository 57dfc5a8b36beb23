"""A small class: every way in which a submission can end, and names that mean harm."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.model import (
    CheckResult,
    ClassResults,
    Environment,
    Feedback,
    Report,
    Result,
    Student,
    SubmissionInfo,
    TaskInfo,
)

FIXTURES = Path(__file__).parent / "fixtures"
TASK = TaskInfo(id="convolution/conv2d", title="Convolution by hand", max_score=12)
EVIL = '=HYPERLINK("http://evil")'
STUDENTS = (
    Student(id="s-001", name="Anna Berg", email="aberg@example.edu", section="A", aliases=("1001", "2001")),
    Student(id="s-002", name="Пётр Иванов", email="pivanov@example.edu", section="A", aliases=("1002",)),
    Student(id="s-003", name="Zoë O'Neil", email="zoneil@example.edu", section="B"),
    Student(id="s-004", name=EVIL, email="evil@example.edu", section="@B"),
    Student(id="s-005", name="Dana Levi", email="dlevi@example.edu", section="B"),
    Student(id="s-006", name="Ned Nobody", email="nned@example.edu", section="B"),
    Student(id="s-007", name="Jo Smith", email="jsmith@example.edu", section="B"),
)


def check(number: int, points: float, most: float, **changes: Any) -> CheckResult:
    """One check, passed where it has all its points."""
    right = points == most
    fields: dict[str, Any] = {
        "id": f"check_{number}",
        "title": f"Check number {number}",
        "points": points,
        "max_points": most,
        "visibility": "hidden" if number else "public",
        "state": "passed" if right else "failed",
        "cases_passed": 3 if right else 1,
        "cases": 3,
        "feedback": Feedback(cause="none" if right else "values", message="" if right else "Is 4.5, should be 4 <b>."),
    }
    return CheckResult(**(fields | changes))


def report(*checks: CheckResult, **changes: Any) -> Report:
    """A report of these checks."""
    fields: dict[str, Any] = {
        "task": TASK.id,
        "title": TASK.title,
        "lang": "en",
        "task_digest": "9f" * 32,
        "submission": SubmissionInfo(file="hw1.ipynb", sha256="ab" * 32),
        "state": "graded",
        "score": sum(one.points for one in checks),
        "max_score": sum(one.max_points for one in checks),
        "checks": checks,
        "environment": Environment(
            grader="0.1.0", python="3.11.7", torch="2.6.0", device="cpu", isolation="ns", seeds_id="1f2e3d4c"
        ),
        "timings": {"total_s": 2.5},
    }
    return Report(**(fields | changes))


def result(student: str, graded: Report | None, **changes: Any) -> Result:
    """What came of it, in the folder where it would lie."""
    fields: dict[str, Any] = {
        "student": student,
        "task": TASK.id,
        "standing": "graded",
        "file": "hw1.ipynb",
        "source": f"{student}/hw1.ipynb",
        "when": datetime(2026, 11, 30, 2, 14, tzinfo=UTC),
        "report": graded,
        "folder": f"{student}/{TASK.id}",
        "seconds": 1.5,
    }
    return Result(**(fields | changes))


FLIPPED = Feedback(
    cause="values", message="Is 4.5, should be 4.", mistake="=You flipped the kernel; -it stays", hint="Look."
)


def a_class(**changes: Any) -> ClassResults:
    """Full marks, some, none, our fault, unreadable, nothing handed in."""
    fields: dict[str, Any] = {
        "tasks": (TASK,),
        "students": STUDENTS,
        "results": (
            result("s-001", report(check(0, 4, 4), check(1, 8, 8))),
            result("s-002", report(check(0, 4, 4), check(1, 2.5, 8, feedback=FLIPPED)), late=True, file="=1+1.ipynb"),
            result("s-003", report(check(0, 4, 4), check(1, 7, 8))),
            result("s-004", report(check(0, 0, 4), check(1, 0, 8))),
            result("s-005", report(check(0, 4, 4), check(1, 5, 8))),
            result("s-007", None, standing="unreadable", why="hw1.ipynb is empty.", task=""),
        ),
        "missing": ("s-006",),
    }
    return ClassResults(**(fields | changes))


@pytest.fixture
def cohort() -> ClassResults:
    """The class as it is after a whole run."""
    return a_class()


def fixture(name: str) -> bytes:
    """A file as the platform exports it."""
    return (FIXTURES / name).read_bytes()
