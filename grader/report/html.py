"""The report as one self-contained HTML file: no network, no script, readable on paper, on a phone and aloud.

Trust boundary: everything shown may have been written by a student. Jinja escapes all of it, `printable` takes away
what could reorder or hide text, and the page's own policy forbids scripts and every connection.
"""

import base64
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.model import Frozen, Report
from grader.report.curves import draw_losses, draw_worth
from grader.report.labels import (
    SYMBOLS,
    environment_rows,
    lead_of,
    mark_of,
    place_text,
    points_text,
    repeated_messages,
    state_words,
    told_once,
    tone_of,
    words_of,
)
from grader.report.layers import show_layers
from grader.report.learned import percent
from grader.report.pictures import draw_numbers
from grader.report.place import ShownPlace, show_places
from grader.report.printable import printable
from grader.report.raised import CODE_MARK
from grader.report.sanitise import SanitisedNotebook, sanitise_notebook, to_ipynb
from grader.report.summary import summarise
from grader.report.tables import lay_out
from grader.words import Words

_HERE = Path(__file__).parent
_MESSAGE_LIMIT = 4000
_FLAG = "≠"


class _Line(Frozen):
    text: str
    code: str = ""


def prepare() -> None:
    """Compiles the page's templates, which a process does once: before its first report is waited for."""
    for name in _templates().list_templates(extensions=["j2"]):
        _templates().get_template(name)


def to_html(report: Report, executed: bytes | None = None) -> str:
    """The whole file as text, in the report's language.

    `executed` is the untrusted notebook as it ran: its safe part is shown and attached. Where nothing of it can be
    read, a note in the report says so; it never raises for that.
    """
    words = words_of(report)
    report = told_once(report, words)
    notebook = None if executed is None else sanitise_notebook(executed)
    problem = _problem(notebook, words)
    attached = notebook if notebook is not None and not problem else None
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            _fields(words),
            report=report,
            lang=words.lang,
            css=_css(),
            summary=summarise(report),
            tone=tone_of(report),
            lead=lead_of(report, words),
            mark=lambda tone: mark_of(tone, words),
            states=state_words(words),
            repeated=repeated_messages(report),
            symbols=SYMBOLS,
            environment=environment_rows(report, words),
            layers=show_layers(report.layers, words) if report.layers else None,
            flag=_FLAG,
            percent=percent,
            draw_losses=lambda losses: draw_losses(losses, words),
            draw_worth=lambda learned: draw_worth(learned, words),
            notebook=attached,
            notebook_name=_notebook_name(report.submission.file),
            notebook_base64=_base64(to_ipynb(attached)) if attached else "",
            dropped_notes=_dropped(attached, words) if attached else (),
            problem=problem,
            place=lambda finding: place_text(finding, words),
            places=show_places(report, words),
        )
    )


def _fields(words: Words) -> dict[str, Any]:
    def example_tables(example: dict[str, Any]) -> Markup:
        template = _templates().get_template("example.html.j2")
        # The template has escaped everything in it.
        laid = lay_out(example, words)
        return Markup(
            template.render(
                say=words.say,
                flag=_FLAG,
                picture=lambda numbers: draw_numbers(numbers, words),
                pictures=any(block.numbers for group in laid.groups for block in group.blocks),
                **dict(laid),
            )
        )

    def draw_place(place: ShownPlace) -> Markup:
        # The template has escaped everything in it.
        return Markup(_templates().get_template("place.html.j2").render(say=words.say, place=place))

    return {"say": words.say, "example_tables": example_tables, "draw_place": draw_place}


def page_templates(folder: Path, **filters: Callable[..., Any]) -> Environment:
    """The templates in a folder, for pages that show what students wrote: all of it is escaped, nothing undefined."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"clean": printable, "points": points_text, **filters}
    return made


@cache
def _templates() -> Environment:
    return page_templates(_HERE / "templates", message_lines=_message_lines)


@cache
def _css() -> Markup:
    return Markup((_HERE / "style.css").read_text(encoding="utf-8").strip())


def _message_lines(message: str) -> tuple[_Line, ...]:
    """A message's lines, with the student's code set apart from where it stands."""
    lines = []
    for line in printable(message, _MESSAGE_LIMIT).split("\n"):
        text, mark, code = line.partition(CODE_MARK)
        lines.append(_Line(text=text + mark.rstrip(), code=code.strip()))
    return tuple(lines)


def _problem(notebook: SanitisedNotebook | None, words: Words) -> str:
    if notebook is None or notebook.problem is None:
        return ""
    sentences = {
        "too_large": words.say("report.notebook.too_large"),
        "not_json": words.say("report.notebook.not_json"),
        "not_notebook": words.say("report.notebook.not_notebook"),
    }
    return sentences[notebook.problem]


def _dropped(notebook: SanitisedNotebook, words: Words) -> tuple[str, ...]:
    keys = {
        "rich": "report.notebook.dropped.rich",
        "image": "report.notebook.dropped.image",
        "cells": "report.notebook.dropped.cells",
        "outputs": "report.notebook.dropped.outputs",
        "text": "report.notebook.dropped.text",
        "malformed": "report.notebook.dropped.malformed",
    }
    return tuple(words.say(keys[what], count=count) for what, count in notebook.dropped)


def _notebook_name(file: str) -> str:
    """`Homework 1.executed.ipynb`: the submission's name without anything that a file system minds."""
    stem = re.sub(r"[^\w .()-]+", "_", printable(file, 80)).rsplit(".", 1)[0].strip(" .") or "notebook"
    return f"{stem}.executed.ipynb"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
