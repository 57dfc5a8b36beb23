"""Score payloads of LTI's Assignment and Grade Services, for a tool that posts them to the platform.

1EdTech, LTI Assignment and Grade Services 2.0, section 3.4 (www.imsglobal.org/spec/lti-ags/v2p0/): one JSON object a
student, `application/vnd.ims.lis.v1.score+json`, to POST to `{lineitem}/scores`, which needs the tool's token: posting
is not ours. What the section asks for:
- 3.4.4: `scoreGiven` is not negative, and `scoreMaximum` stands beside it; a score without `scoreGiven` **clears** what
  the platform had from this tool. So nothing is written for those who handed in nothing or are not graded yet.
- 3.4.5: `userId` is the platform's own id of the user, which a roster seldom has: `user_ids` translates.
- 3.4.8: `Failed` where grading could not complete, `PendingManual` where a person has to look.
- 3.4.9: `timestamp` with a fraction of a second and a zone, later at each export.
- 3.4.11: `comment` is plain text.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.gradebook.comment import comment_text
from grader.gradebook.entries import Entry, entries_of, most_of, score_of
from grader.gradebook.filled import task_of
from grader.model import ClassResults
from grader.report.printable import one_line
from grader.words import Words


def lti_scores(
    results: ClassResults, now: datetime, *, task: str | None = None, user_ids: Mapping[str, str] | None = None
) -> bytes:
    """JSON lines for one task, which is one line item. Raises UsageError where the task is not clear."""
    wanted = task_of(results, task)
    lines = []
    for entry in entries_of(results, wanted.id):
        if entry.state not in ("missing", "pending"):
            user = (user_ids or {}).get(entry.student.id, entry.student.id)
            lines.append(json.dumps(_score(entry, user, now, results.lang), ensure_ascii=False, allow_nan=False) + "\n")
    return "".join(lines).encode("utf-8", "replace")


def _score(entry: Entry, user: str, now: datetime, lang: str) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "timestamp": _time(now),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "userId": user,
    }
    score, most = score_of(entry), most_of(entry)
    report = entry.result.report if entry.result is not None else None
    if score is not None and most and report is not None:
        payload |= {"scoreGiven": max(0.0, score), "scoreMaximum": most, "comment": comment_text(report)}
    elif entry.state == "unreadable":
        payload |= {
            "gradingProgress": "PendingManual",
            "comment": one_line(entry.result.why if entry.result else "", 600),
        }
    else:
        lead = Words("ru" if lang == "ru" else "en").say("report.lead.ungraded")
        payload |= {"gradingProgress": "Failed", "comment": lead}
    if entry.result is not None and entry.result.when is not None:
        payload["submission"] = {"submittedAt": _time(entry.result.when)}
    return payload


def _time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds")
