"""Submissions made of plain text, without a file."""

import ast
import textwrap

from grader.authoring import BanSpec
from grader.model import Finding, Submission, SyntaxFault, Unit
from grader.rules import EntrySource, find_entry, search
from grader.words import Words

BANS = (
    BanSpec(pattern="torch.nn.functional.conv2d", checks=("plain", "stride")),
    BanSpec(pattern="torch.nn.functional.unfold", checks=("stride",)),
    BanSpec(pattern="torch.nn.Conv2d", checks=("plain", "stride")),
)


def notebook(*cells: str) -> Submission:
    """Cells as they stand."""
    units = tuple(_unit(f"cell {number}", number, text) for number, text in enumerate(cells, 1))
    return Submission(file="a.ipynb", sha256="0" * 64, kind="notebook", units=units, notebook="{}")


def modules(**sources: str) -> Submission:
    """`helper="..."` is helper.py; `pkg__inner` is pkg/inner.py."""
    units = tuple(
        _unit(
            name.replace("___init", "/__init__").replace("__", "/", 1) + ".py"
            if "___init" not in name
            else name.replace("___init", "/__init__.py"),
            None,
            text,
        )
        for name, text in sources.items()
    )
    return Submission(file="a.zip", sha256="0" * 64, kind="archive", units=units)


def kinds(submission: Submission, entry: str = "conv2d") -> list[tuple[str, str]]:
    """(kind, name) of every finding."""
    return [(one.kind, one.name) for one in check(submission, entry)]


def costs(submission: Submission) -> list[str]:
    """Names of the banned functions that are charged."""
    return [one.name for one in check(submission) if one.kind == "banned"]


def check(submission: Submission, entry: str = "conv2d") -> tuple[Finding, ...]:
    """All findings, in English."""
    return search(submission, entry, BANS, Words("en")).findings


def entry(submission: Submission, starter: str | None = None) -> EntrySource:
    """Where conv2d is."""
    return find_entry(submission, "conv2d", starter)


def _unit(name: str, cell: int | None, text: str) -> Unit:
    text = textwrap.dedent(text).strip("\n")
    fault = None
    try:
        ast.parse(text)
    except SyntaxError as error:
        slot = "YOUR CODE" in text
        fault = SyntaxFault(message=error.msg, line=error.lineno or 1, text="", placeholder=slot)
    if text.startswith("%%writefile"):
        return Unit(name=name, cell=cell, source=text, code="pass", fault=None)
    return Unit(name=name, cell=cell, source=text, code=text, fault=fault)
