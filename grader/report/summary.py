"""A report in one line, for tables of many."""

from grader.model import Report
from grader.report.labels import mark_of, points_text, tone_of, words_of


def summarise(report: Report) -> str:
    """`PASS 10/10`, `PART 6/10`, `FAIL 0/10`, `NOT STARTED 0/10`; `UNGRADED` alone, since that is not a zero."""
    tone = tone_of(report)
    mark = mark_of(tone, words_of(report))
    if report.score is None or tone == "ungraded":
        return mark
    return f"{mark} {points_text(report.score)}/{points_text(report.max_score)}"
