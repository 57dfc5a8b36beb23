"""The short words that the terminal, the HTML file and the one-line summary share."""

from typing import Literal

from grader.model import Finding, Report
from grader.report.raised import unit_text
from grader.words import Words

Tone = Literal["full", "part", "zero", "not_started", "ungraded"]
"""A report in one word."""

SYMBOLS = {"passed": "✓", "failed": "✗", "not_run": "○", "fault": "!"}
PLAIN_SYMBOLS = {"passed": "+", "failed": "x", "not_run": "-", "fault": "!"}


def words_of(report: Report) -> Words:
    """The sentences in the report's language; English where it is not one of ours."""
    return Words("ru" if report.lang == "ru" else "en")


def tone_of(report: Report) -> Tone:
    """Graded or not, started or not, and how far."""
    if report.state == "ungraded" or report.score is None:
        return "ungraded"
    if report.score >= report.max_score and report.started:
        return "full"
    if not report.started:
        return "not_started"
    return "part" if report.score > 0 else "zero"


def state_words(words: Words) -> dict[str, str]:
    """The four states of a check."""
    return {
        "passed": words.say("report.state.passed"),
        "failed": words.say("report.state.failed"),
        "not_run": words.say("report.state.not_run"),
        "fault": words.say("report.state.fault"),
    }


def mark_of(tone: Tone, words: Words) -> str:
    """PASS, PART, FAIL, NOT STARTED, UNGRADED."""
    marks = {
        "full": words.say("report.mark.full"),
        "part": words.say("report.mark.part"),
        "zero": words.say("report.mark.zero"),
        "not_started": words.say("report.mark.not_started"),
        "ungraded": words.say("report.mark.ungraded"),
    }
    return marks[tone]


def lead_of(report: Report, words: Words) -> str:
    """The result in a sentence."""
    passed = sum(check.state == "passed" for check in report.checks)
    leads = {
        "full": words.say("report.lead.full"),
        "part": words.say("report.lead.part", passed=passed, checks=len(report.checks)),
        "zero": words.say("report.lead.zero"),
        "not_started": words.say("report.lead.not_started"),
        "ungraded": words.say("report.lead.ungraded"),
    }
    return leads[tone_of(report)]


def told_once(report: Report, words: Words) -> Report:
    """For the eye: a misunderstanding that several checks show is told at the first, the others refer to it."""
    first: dict[str, str] = {}
    checks = []
    for check in report.checks:
        mistake = check.feedback.mistake
        if mistake is not None and mistake in first:
            said = words.say("report.same_mistake", check=first[mistake])
            brief = {"message": said, "mistake": None, "hint": None, "example": None, "smallest_case": None}
            check = check.model_copy(update={"feedback": check.feedback.model_copy(update=brief)})
        elif mistake is not None:
            first[mistake] = check.title
        checks.append(check)
    return report.model_copy(update={"checks": tuple(checks)})


def repeated_messages(report: Report) -> frozenset[int]:
    """Positions of checks whose message is the one of the check just above: one reason is read once."""
    messages = [check.feedback.message for check in report.checks]
    return frozenset(at for at, message in enumerate(messages) if at and message and message == messages[at - 1])


def points_text(points: float) -> str:
    """`3`, `0.5`: no more digits than needed."""
    return f"{round(points, 2):g}" if abs(points) < 1e5 else f"{points:.0f}"


def place_text(finding: Finding, words: Words) -> str:
    """`cell 3, line 7`; empty where the finding has no place."""
    unit = unit_text(finding.unit, words) if finding.unit else ""
    if not unit and finding.cell is not None:
        unit = words.say("report.cell", number=finding.cell)
    if finding.line is None:
        return unit
    if not unit:
        return words.say("report.line", line=finding.line)
    return words.say("cause.place", unit=unit, line=finding.line)


def environment_rows(report: Report, words: Words) -> tuple[tuple[str, str], ...]:
    """What it ran on, with names for the fields."""
    here = report.environment
    return (
        (words.say("report.environment.grader"), here.grader),
        (words.say("report.environment.python"), here.python),
        (words.say("report.environment.torch"), here.torch),
        (words.say("report.environment.device"), here.device),
        (words.say("report.environment.isolation"), here.isolation),
        (words.say("report.environment.seeds"), here.seeds_id),
        (words.say("report.environment.task"), report.task_digest[:16]),
        (words.say("report.environment.file"), report.submission.sha256[:16]),
    )
