"""`results.json`, as Gradescope's autograder harness reads it.

gradescope-autograders.readthedocs.io/en/latest/specs/ ("Output format", "Controlling Test Case Visibility", "Output
String Formatting"). Every check is visible: our feedback shows no hidden input, and a student who is not shown all
tests is not shown the total either. What the run prints is for instructors alone. Formats are set to `text`, since
the one for the whole, `simple_format`, would render HTML.
"""

import json
from typing import Any, Literal

from grader.gradebook.comment import place_of, sentence_of
from grader.model import CheckResult, Report
from grader.report.labels import lead_of, mark_of, state_words, told_once, tone_of, words_of
from grader.report.printable import one_line, printable
from grader.words import Words

Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]

_MESSAGE = 4000


def gradescope_results(report: Report, visibility: Visibility = "visible") -> bytes:
    """The file for one submission.

    An ungraded one has no score anywhere: Gradescope then says that the autograder failed, which is the truth, and it
    may be run again.
    """
    words = words_of(report)
    shown = told_once(report, words)
    said = (*(finding.message for finding in report.findings), *(note.message for note in report.notes))
    notes = [one_line(message, 600) for message in said]
    lead = f"{mark_of(tone_of(report), words)}: {lead_of(report, words)}"
    graded = report.state == "graded" and report.score is not None
    document: dict[str, Any] = {
        "output": "\n".join([lead, *notes]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [_test(check, words, graded, visibility) for check in shown.checks],
        "extra_data": {
            "task": report.task,
            "task_digest": report.task_digest,
            "grader": report.environment.grader,
            "isolation": report.environment.isolation,
            "state": report.state,
        },
    }
    if graded:
        document = {"score": report.score, **document}
    if "total_s" in report.timings:
        document["execution_time"] = round(report.timings["total_s"])
    return _written(document)


def refused_results(why: str) -> bytes:
    """The file for a submission that cannot be opened: no points, and the reason where the student sees it."""
    return _written(
        {
            "score": 0.0,
            "output": printable(why, _MESSAGE),
            "output_format": "text",
            "visibility": "visible",
            "stdout_visibility": "hidden",
            "tests": [],
        }
    )


def _test(check: CheckResult, words: Words, graded: bool, visibility: Visibility) -> dict[str, Any]:
    feedback = check.feedback
    said = [sentence_of(check)] if feedback.mistake else []
    said += [printable(feedback.message, _MESSAGE)] if feedback.message else []
    said += [one_line(text, 600) for text in (feedback.hint, place_of(check, words), feedback.call) if text]
    test: dict[str, Any] = {
        "name": one_line(check.title, 200),
        "name_format": "text",
        "output": "\n".join(said) or state_words(words)[check.state],
        "output_format": "text",
        "visibility": visibility,
    }
    if graded:
        test |= {"score": check.points, "max_score": check.max_points}
    if check.state in ("passed", "failed"):
        test["status"] = check.state
    elif check.state == "not_run":
        test["status"] = "failed"
    return test


def _written(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")
