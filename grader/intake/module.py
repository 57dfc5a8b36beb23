"""Reads one .py file: finds its encoding as Python does, neutralises what only a notebook could run."""

import codecs
import re

from grader.intake.amount import check_amount
from grader.intake.faults import find_fault
from grader.intake.limits import FILE_BYTES
from grader.intake.magics import neutralise
from grader.intake.notes import Notes
from grader.intake.refuse import Reading, plain, refuse_foreign
from grader.model import Frozen, Unit

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_COOKIE_TEXT = re.compile(r"^([ \t\f]*#.*?coding[:=][ \t]*)([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_TASK = re.compile(r"^\s*#\s*grader-task:\s*(\S+)\s*$")
_TASK_ID = re.compile(r"[a-z0-9_]+(?:/[a-z0-9_]+)+")
_TASK_LINES = 20
_TEXT_CODECS = re.compile(
    r"utf-8(?:-sig)?|ascii|iso8859-\d+|cp(?:125\d|85\d|437|866|932|949)|koi8-[ru]|mac-(?:cyrillic|roman)"
    r"|gbk|gb18030|big5|shift_jis|euc_(?:jp|kr)"
)
"""Encodings that are nothing but a table of characters; `zlib`, `punycode` and the like are codecs, too."""


class Module(Frozen):
    """A module that was read."""

    unit: Unit
    task_id: str | None


def read_module(raw: bytes, name: str, reading: Reading, notes: Notes) -> Module:
    """The module called `name`. Raises SubmissionError where the bytes are no Python source in a known encoding."""
    if len(raw) > FILE_BYTES["module"]:
        reading.refuse("too_large", size=f"{len(raw) / 1e6:.0f}", limit=f"{FILE_BYTES['module'] / 1e6:.0f}")
    if raw.strip():
        refuse_foreign(raw, reading, notebook=False)
    if b"\0" in raw:
        reading.refuse("nul")
    source = _lines(_decode(raw, name, reading, notes))
    check_amount([source], reading)
    neutral = neutralise(_cookie_removed(source), notebook=False)
    if neutral.lines:
        notes.add("module_magics", count=len(neutral.lines), unit=name)
    unit = Unit(
        name=name,
        cell=None,
        source=source,
        code=neutral.code,
        fault=find_fault(neutral.code, source, reading.words),
    )
    return Module(unit=unit, task_id=task_of_source(source))


def task_of_source(source: str) -> str | None:
    """The task named by a line `# grader-task: topic/task` near the top."""
    for line in source.split("\n", _TASK_LINES)[:_TASK_LINES]:
        found = _TASK.match(line)
        if found:
            return task_id(found[1])
    return None


def task_id(value: object) -> str | None:
    """`value` where it looks like `topic/task`, else None."""
    fits = isinstance(value, str) and len(value) <= 200 and _TASK_ID.fullmatch(value)
    return str(value) if fits else None


def _decode(raw: bytes, name: str, reading: Reading, notes: Notes) -> str:
    """PEP 263: a BOM means UTF-8, else a comment in the first two lines names the encoding, else UTF-8.

    Windows editors write cp1251 without saying so. Python would refuse such a file for the sake of a comment; it is
    read as cp1251, with a note.
    """
    if raw.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    else:
        encoding = _named_encoding(raw) or "utf-8"
    try:
        found = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        found = ""
    if not _TEXT_CODECS.fullmatch(found):
        reading.refuse("encoding", encoding=encoding[:40])
    try:
        return plain(raw.decode(found))
    except ValueError:
        pass
    try:
        text = raw.decode("cp1251")
    except ValueError:
        reading.refuse("not_utf8")
    notes.add("encoding", unit=name)
    return text


def _named_encoding(raw: bytes) -> str | None:
    for line in re.split(rb"\r\n|\r|\n", raw[:4096], maxsplit=2)[:2]:
        found = _COOKIE.match(line)
        if found:
            return found[1].decode("ascii", "replace")
        if not _BLANK.match(line):
            return None
    return None


def _cookie_removed(source: str) -> str:
    """The source runs as UTF-8, whatever it was stored in; a line that says otherwise would garble it."""
    lines = source.split("\n")
    for number, line in enumerate(lines[:2]):
        lines[number] = _COOKIE_TEXT.sub(r"\1utf-8", line)
    return "\n".join(lines)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
