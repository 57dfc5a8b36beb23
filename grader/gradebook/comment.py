"""What a gradebook says to the student in words: the report, shortened, in the report's language."""

import html

from grader.model import CheckResult, Report
from grader.report.labels import lead_of, points_text, state_words, told_once, words_of
from grader.report.place import short_text
from grader.report.printable import one_line
from grader.words import Words

MOST = 3000
"""Characters: a comment is read in a narrow column; the whole report is a file of its own."""
_LINE = 600


def comment_lines(report: Report) -> tuple[str, ...]:
    """The result in a sentence, then each check that does not pass with what was misunderstood and what to look at.

    As many checks as fit; how many are left out is said.
    """
    words = words_of(report)
    report = told_once(report, words)
    states = state_words(words)
    lines = [lead_of(report, words)]
    open_ones = [check for check in report.checks if check.state != "passed"]
    seen = ""
    for at, check in enumerate(open_ones):
        points = f"{points_text(check.points)}/{points_text(check.max_points)}"
        said = sentence_of(check)
        told = words.say("report.same") if said and said == seen else said
        seen = said
        block = [one_line(f"{states[check.state]}: {check.title} ({points})", _LINE)]
        hints = (one_line(check.feedback.hint or "", _LINE), place_of(check, words))
        block += [f"  {text}" for text in (told, *hints) if text]
        if sum(map(len, (*lines, *block))) > MOST:
            lines.append(words.say("gradebook.more", count=len(open_ones) - at))
            break
        lines += block
    return tuple(lines)


def comment_text(report: Report) -> str:
    """The comment as plain text."""
    return "\n".join(comment_lines(report))


def comment_html(report: Report) -> str:
    """The comment for where HTML is expected: whatever the student's code said is text in it, never markup."""
    return "<p>" + "<br>".join(html.escape(line.strip(), quote=False) for line in comment_lines(report)) + "</p>"


def sentence_of(check: CheckResult) -> str:
    """The one sentence of a check: the mistake where it was recognised, else what was seen."""
    message = check.feedback.message.partition("\n")[0]
    return one_line(check.feedback.mistake or message, _LINE)


def place_of(check: CheckResult, words: Words) -> str:
    """Where to look, in one line; empty where nothing was found. What was changed is never told."""
    place = check.feedback.location
    return one_line(short_text(place, words), _LINE) if place is not None else ""


def first_sentence(report: Report) -> str:
    """What a teacher reads first: the sentence of the first check that does not pass; empty where all pass."""
    return next((said for check in report.checks if check.state != "passed" and (said := sentence_of(check))), "")


def mistakes_of(report: Report) -> tuple[str, ...]:
    """The mistakes that were recognised, each once."""
    named = (check.feedback.mistake for check in report.checks)
    return tuple(dict.fromkeys(one_line(mistake, _LINE) for mistake in named if mistake))
