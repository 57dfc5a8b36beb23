"""Gradebooks get the place of the wrong statement in one line, and never what was changed there."""

import json

from grader.gradebook.comment import comment_html, comment_text
from grader.gradebook.gradescope import gradescope_results
from grader.gradebook.junit import cohort_junit
from grader.model import Feedback, Location, Report
from grader.model.report import CodeLine, ShownEdit
from tests.gradebook.conftest import a_class, check, report, result

PLACE = Location(
    cell=3,
    lines=(14,),
    family="stride",
    cases=3,
    fresh=200,
    code=(CodeLine(line=14, text="cut = x[i:j]", marked=True),),
    edits=(ShownEdit(line=14, before="cut = x[i:j]", after="cut = x[i * s : j]"),),
)
LINE = "Where to look: cell 3, line 14. Look at how far the window moves from one position to the next."


def found() -> Report:
    """A report with one wrong check, whose place is known, made for a teacher."""
    feedback = Feedback(cause="values", message="Is 4.5, should be 4.", location=PLACE)
    return report(check(0, 4, 4), check(1, 0, 8, feedback=feedback))


def test_a_comment_has_the_line() -> None:
    for text in (comment_text(found()), comment_html(found())):
        assert LINE in text and "i * s" not in text and "cut = x" not in text


def test_gradescope_has_the_line() -> None:
    output = json.loads(gradescope_results(found()))["tests"][1]["output"]
    assert LINE in output.split("\n") and "cut = x" not in output


def test_junit_has_the_line() -> None:
    text = cohort_junit(a_class(results=(result("s-001", found()),))).decode()
    assert LINE in text and "cut = x" not in text


def test_a_check_without_a_place_has_none() -> None:
    plain = report(check(0, 0, 4))
    assert "Where to look" not in comment_text(plain) + gradescope_results(plain).decode()
