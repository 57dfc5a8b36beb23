"""A misunderstanding that several checks show is told once."""

from grader.model import Report
from grader.report import to_html
from grader.report.labels import told_once
from grader.words import Words
from tests.report.conftest import mixed


def with_mistakes(*mistakes: str | None) -> Report:
    report = mixed("en")
    template = next(check for check in report.checks if check.state == "failed")
    checks = tuple(
        template.model_copy(
            update={
                "id": f"c{number}",
                "title": f"Check {number}",
                "feedback": template.feedback.model_copy(update={"mistake": mistake, "hint": "H", "message": "M"}),
            }
        )
        for number, mistake in enumerate(mistakes)
    )
    return report.model_copy(update={"checks": checks})


def test_the_first_check_tells_it_and_the_others_refer_to_it() -> None:
    told = told_once(with_mistakes("Flipped.", "Flipped.", "Other.", "Flipped."), Words("en"))
    assert [check.feedback.mistake for check in told.checks] == ["Flipped.", None, "Other.", None]
    assert [check.feedback.hint for check in told.checks] == ["H", None, "H", None]
    assert "Check 0" in told.checks[3].feedback.message


def test_checks_without_a_named_mistake_keep_their_words() -> None:
    report = with_mistakes(None, None)
    assert told_once(report, Words("en")) == report


def test_the_page_tells_it_once() -> None:
    assert to_html(with_mistakes("Flipped twice.", "Flipped twice.")).count("Flipped twice.") == 1
