"""The class page as one self-contained HTML file: no network, readable without its script, on paper and aloud.

Trust boundary: names, file names and messages are students'. Jinja escapes all of it, `printable` takes away what
could reorder or hide text, and the page's own policy lets nothing run but the one script whose digest it names.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

import grader.report
from grader import __version__
from grader.classpage.counts import count_tasks, score_of
from grader.classpage.draw import draw_check, draw_scores
from grader.classpage.likeness import find_likeness
from grader.classpage.people import People, report_address
from grader.classpage.table import columns, make_rows
from grader.model.cohort import ClassResults, Result
from grader.report.html import page_templates
from grader.report.labels import SYMBOLS, points_text, state_words
from grader.report.place import family_text
from grader.report.printable import one_line
from grader.similar import COMMON_SHARE
from grader.words import Words

_HERE = Path(__file__).parent
_SLOWEST = 10
_MOST_SEEN = 25
"""Mistakes, causes and findings of one task that are listed; what is left is counted."""
_MOST_LISTED, _MOST_VERSIONS = 1000, 10
"""Rows of one list, and earlier versions of one file: a folder of somebody's packages must not bury the page."""


def prepare() -> None:
    """Compiles the page's templates: while something else is waited for."""
    for name in _templates().list_templates(extensions=["j2"]):
        _templates().get_template(name)


def class_page(
    results: ClassResults,
    title: str = "",
    starters: Mapping[str, Collection[int]] | None = None,
    most_pairs: int = 50,
) -> str:
    """The whole file as text, to lie in the folder that `Result.folder` starts from; the same results, the same text.

    `title` names the course or the round. `starters`: task -> the fingerprints of what was handed out, which make
    nobody alike; whoever has not begun tells them too.
    """
    words = Words("ru" if results.lang == "ru" else "en")
    people = People(results)
    counts = count_tasks(results)
    rows = make_rows(results, people, counts)
    css = Markup("\n").join((_css(), columns(rows, len(counts))))
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            say=words.say,
            lang=words.lang,
            css=css,
            script=_script(),
            policy=_policy(css),
            title=title or words.say("class.title"),
            results=results,
            people=people,
            counts=counts,
            rows=rows,
            most_seen=_MOST_SEEN,
            most_listed=_MOST_LISTED,
            most_versions=_MOST_VERSIONS,
            summary=_summary(results, len(rows), words),
            task_titles={task.id: task.title for task in results.tasks},
            by_standing=_by_standing(results),
            slowest=_slowest(results),
            likeness=find_likeness(results, starters or {}, most_pairs),
            common=f"{100 * COMMON_SHARE:g}",
            draw_check=draw_check,
            draw_scores=lambda count: draw_scores(count.bins, count.task.max_score, words),
            symbols=SYMBOLS,
            states=state_words(words),
            seen_text=lambda seen, kind: words.say(f"class.{kind}.{seen.what}"),
            family_text=lambda family: family_text(family, words),
            address=report_address,
            percent=lambda part, whole: f"{100 * part / whole:.0f}" if whole else "0",
            max_total=points_text(sum(task.max_score for task in results.tasks)),
            version=__version__,
        )
    )


@cache
def _templates() -> Environment:
    return page_templates(_HERE / "templates", line=one_line)


@cache
def _css() -> Markup:
    """The student's report lends its look; what is said of the class comes after it."""
    parts = [Path(grader.report.__file__).parent / "style.css", _HERE / "style.css"]
    return Markup("\n".join(part.read_text(encoding="utf-8").strip() for part in parts))


@cache
def _script() -> Markup:
    return Markup((_HERE / "table.js").read_text(encoding="utf-8").strip())


def _policy(css: str) -> str:
    """Nothing is loaded; the styles and the script are those of this page, told by their digests."""
    digests = {
        kind: base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        for kind, text in (("style", css), ("script", _script()))
    }
    return (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _summary(results: ClassResults, students: int, words: Words) -> tuple[tuple[str, int], ...]:
    """The counts at the top; those that may be zero without anybody minding are left out when they are."""
    graded = sum(score_of(result) is not None for result in results.results)
    unreadable = sum(result.standing == "unreadable" for result in results.results)
    always = (
        (words.say("class.students"), students),
        (words.say("class.submissions"), len(results.results) + len(results.pending)),
        (words.say("class.graded"), graded),
    )
    sometimes = (
        (words.say("class.pending.short"), len(results.pending)),
        (words.say("class.ungraded"), len(results.results) - graded - unreadable),
        (words.say("class.unreadable"), unreadable),
        (words.say("class.missing"), len(results.missing)),
        (words.say("class.late"), sum(result.late for result in results.results)),
    )
    return (*always, *((what, count) for what, count in sometimes if count))


def _by_standing(results: ClassResults) -> dict[str, Any]:
    """What a teacher has to look at, by why."""
    found: dict[str, list[Result]] = {"ungraded": [], "unreadable": [], "not_started": [], "late": [], "superseded": []}
    for result in results.results:
        if score_of(result) is None:
            found["unreadable" if result.standing == "unreadable" else "ungraded"].append(result)
        elif result.report is not None and not result.report.started:
            found["not_started"].append(result)
        if result.late:
            found["late"].append(result)
        if result.superseded:
            found["superseded"].append(result)
    return found


def _slowest(results: ClassResults) -> tuple[Result, ...]:
    timed = [result for result in results.results if result.seconds > 0]
    return tuple(sorted(timed, key=lambda result: -result.seconds)[:_SLOWEST])
