"""nbgrader's columns, JUnit, LTI scores and Gradescope's results: each as its own documents say."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from grader.errors import UsageError
from grader.gradebook.gradescope import gradescope_results, refused_results
from grader.gradebook.junit import cohort_junit
from grader.gradebook.lti import lti_scores
from grader.gradebook.nbgrader import COLUMNS, names_of, nbgrader_csv
from grader.model import Feedback, Finding, Report, TaskInfo
from tests.gradebook.conftest import FLIPPED, TASK, a_class, check, report, result

NOW = datetime(2026, 11, 30, 3, 5, 0, 123456, tzinfo=UTC)

LTI_SCORE: dict[str, Any] = {
    "type": "object",
    "required": ["userId", "timestamp", "activityProgress", "gradingProgress"],
    "properties": {
        "userId": {"type": "string", "minLength": 1},
        "scoreGiven": {"type": "number", "minimum": 0},
        "scoreMaximum": {"type": "number", "exclusiveMinimum": 0},
        "comment": {"type": "string"},
        "timestamp": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d(:?\d\d)?)$"},
        "activityProgress": {"enum": ["Initialized", "Started", "InProgress", "Submitted", "Completed"]},
        "gradingProgress": {"enum": ["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"]},
        "submission": {
            "type": "object",
            "properties": {"submittedAt": {"type": "string", "pattern": r"\.\d+(Z|[+-]\d\d(:?\d\d)?)$"}},
            "additionalProperties": False,
        },
        "scoringUserId": {"type": "string", "minLength": 1},
    },
    "dependentRequired": {"scoreGiven": ["scoreMaximum"]},
    "additionalProperties": False,
}
"""AGS 2.0, sections 3.4.4 to 3.4.11, written out."""

_SEEN = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "simple_format", "html", "md", "ansi"]}
GRADESCOPE: dict[str, Any] = {
    "type": "object",
    "required": ["tests"],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "integer", "minimum": 0},
        "output": {"type": "string"},
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _SEEN,
        "stdout_visibility": _SEEN,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": _FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": _FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": _SEEN,
                    "extra_data": {"type": "object"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""The output format of Gradescope's autograder specification, written out (leaderboards left out)."""


def scores(**changes: Any) -> dict[str, dict[str, Any]]:
    """Payloads by user, each checked against the schema."""
    lines = [json.loads(line) for line in lti_scores(a_class(**changes), NOW).decode().splitlines()]
    for line in lines:
        jsonschema.validate(line, LTI_SCORE)
    return {line["userId"]: line for line in lines}


def gradescope(graded: Report) -> dict[str, Any]:
    """The file, checked against the schema."""
    document: dict[str, Any] = json.loads(gradescope_results(graded))
    jsonschema.validate(document, GRADESCOPE)
    return document


def test_lti_a_graded_submission_is_a_full_score() -> None:
    assert scores()["s-002"] == {
        "timestamp": "2026-11-30T03:05:00.123+00:00",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "userId": "s-002",
        "scoreGiven": 6.5,
        "scoreMaximum": 12,
        "comment": (
            "1 of 2 checks pass.\nFailed: Check number 1 (2.5/8)\n  =You flipped the kernel; -it stays\n  Look."
        ),
        "submission": {"submittedAt": "2026-11-30T02:14:00.000+00:00"},
    }


def test_lti_what_has_no_score_sends_none() -> None:
    ungraded = result("s-001", None, standing="ungraded", why="A worker was lost.")
    sent = scores(results=(ungraded, *a_class().results[5:]))
    assert {user: one["gradingProgress"] for user, one in sent.items()} == {"s-001": "Failed", "s-007": "PendingManual"}
    assert not any("scoreGiven" in one for one in sent.values())
    assert sent["s-007"]["comment"] == "hw1.ipynb is empty."


def test_lti_nothing_is_sent_for_those_who_handed_in_nothing_since_that_would_clear_their_score() -> None:
    assert "s-006" not in scores()
    assert scores(results=(), pending=("x",)) == {}


def test_lti_ids_of_the_platform_take_the_place_of_ours() -> None:
    lines = lti_scores(a_class(), NOW, user_ids={"s-001": "5323497"}).decode().splitlines()
    assert json.loads(lines[0])["userId"] == "5323497"


def test_lti_one_line_item_is_one_task() -> None:
    two = (TASK, TaskInfo(id="pooling/max_pool2d", title="x", max_score=1))
    with pytest.raises(UsageError, match="--task"):
        lti_scores(a_class(tasks=two), NOW)


def test_nbgrader_columns_are_those_of_its_exporter() -> None:
    rows = list(csv.reader(io.StringIO(nbgrader_csv(a_class()).decode(), newline="")))
    assert rows[0] == list(COLUMNS)
    assert rows[1][:7] == ["conv2d", "", "2026-11-30 02:14:00", "s-001", "Anna Berg", "", "aberg@example.edu"]
    assert rows[1][7:] == ["12.0", "0.0", "12.0", "12.0"]
    assert rows[4][4:6] == ["'" + '=HYPERLINK("http://evil")', ""]
    assert rows[6] == ["conv2d", "", "", "s-006", "Ned Nobody", "", "nned@example.edu", "", "", "", "12.0"]


def test_nbgrader_zero_for_nothing_only_if_asked() -> None:
    rows = list(csv.DictReader(io.StringIO(nbgrader_csv(a_class(), missing_as_zero=True).decode(), newline="")))
    assert [(row["student_id"], row["score"]) for row in rows[5:]] == [("s-006", "0.0"), ("s-007", "")]


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("Berg, Anna Maria", ("Berg", "Anna Maria")),
        ("Берг Анна Петровна", ("Берг Анна Петровна", "")),
        ("Anna", ("Anna", "")),
        ("", ("", "")),
    ],
)
def test_nbgrader_wants_two_names(name: str, split: tuple[str, str]) -> None:
    assert names_of(name) == split


def test_junit_has_a_suite_a_submission_and_a_case_a_check() -> None:
    root = ElementTree.fromstring(cohort_junit(a_class()))
    suites = {suite.get("name"): suite for suite in root}
    assert len(suites) == 7
    partly = suites["s-002/convolution/conv2d"]
    assert (partly.get("tests"), partly.get("failures"), partly.get("time")) == ("2", "1", "1.500")
    failure = partly.find("testcase/failure")
    assert failure is not None and failure.get("message") == "=You flipped the kernel; -it stays"
    assert [(one.get("name"), one.get("value")) for one in partly.iter("property")][2:] == [
        ("score", "6.5"),
        ("max_score", "12"),
    ]


def test_junit_what_is_not_the_students_fault_is_no_failure() -> None:
    root = ElementTree.fromstring(cohort_junit(a_class()))
    missing, unreadable = root[5], root[6]
    assert (missing.get("skipped"), missing.get("failures"), missing.get("errors")) == ("1", "0", "0")
    error = unreadable.find("testcase/error")
    assert error is not None and error.get("message") == "hw1.ipynb is empty."
    assert root.get("errors") == "1"


def test_junit_survives_what_xml_cannot_hold() -> None:
    evil = check(0, 0, 4, title="<&\x00\ud800]]>", feedback=Feedback(cause="values", message="\x1b[31m\ufffe"))
    root = ElementTree.fromstring(cohort_junit(a_class(results=(result("s-001", report(evil)),))))
    assert root[0].get("tests") == "1"


def test_gradescope_a_partly_right_submission() -> None:
    document = gradescope(report(check(0, 4, 4), check(1, 2.5, 8, feedback=FLIPPED)))
    assert document["score"] == 6.5 and document["execution_time"] == 2
    assert document["output"] == "PART: 1 of 2 checks pass."
    assert document["tests"][1] == {
        "name": "Check number 1",
        "name_format": "text",
        "output": "=You flipped the kernel; -it stays\nIs 4.5, should be 4.\nLook.",
        "output_format": "text",
        "visibility": "visible",
        "score": 2.5,
        "max_score": 8,
        "status": "failed",
    }
    assert document["tests"][0]["output"] == "Passed"


def test_gradescope_an_ungraded_one_has_no_score_anywhere() -> None:
    document = gradescope(report(check(0, 0, 4, state="fault"), state="ungraded", score=None))
    assert "score" not in document and "score" not in document["tests"][0] and "status" not in document["tests"][0]
    assert document["output"].startswith("UNGRADED")


def test_gradescope_shows_text_as_text_and_prints_to_nobody() -> None:
    evil = check(0, 0, 4, title="<b>x</b>\x1b[31m", feedback=Feedback(cause="values", message="\ud800<script>"))
    found = Finding(kind="banned", name="x", message="<i>conv2d is used.</i>")
    document = gradescope(report(evil, findings=(found,)))
    assert document["tests"][0]["name"] == "<b>x</b>" and document["output"].endswith("<i>conv2d is used.</i>")
    formats = {document["output_format"], document["tests"][0]["output_format"], document["tests"][0]["name_format"]}
    assert formats == {"text"} and document["stdout_visibility"] == "hidden"


def test_gradescope_a_file_that_cannot_be_opened_says_why() -> None:
    document = json.loads(refused_results("hw1.ipynb is empty."))
    jsonschema.validate(document, GRADESCOPE)
    assert (document["score"], document["output"]) == (0.0, "hw1.ipynb is empty.")
