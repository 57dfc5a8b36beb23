"""The statement that is wrong, ready to be shown: where to look, the student's own code around it, how sure it is.

Trust boundary: the code lines, a module's name and a function's name are the student's: made printable here, escaped by
whoever shows them. What was changed is told only where the location carries it, which is in a teacher's report.
"""

from collections.abc import Sequence
from textwrap import dedent
from typing import Literal

from grader.model import Frozen, Location, Report
from grader.model.report import CodeLine, ShownEdit
from grader.report.printable import one_line, printable
from grader.report.raised import unit_text
from grader.words import SENTENCES, Words

_MOST_LINES = 80
_LINE_LIMIT = 300


class ShownLine(Frozen):
    """One line of the student's code."""

    number: int | None
    """None stands for lines that are left out."""
    text: str = ""
    marked: bool = False
    begins: bool = False
    """Whether a statement to look at begins here; a marked line that begins nothing goes on with it."""


class ShownChange(Frozen):
    """One line that was taken out or put in, for teachers."""

    sign: Literal["-", "+"]
    line: int
    """Where it stands; of what was put in, where it would stand."""
    text: str


class ShownPlace(Frozen):
    """What is shown of one location; of one that was shown at an earlier check only `again`."""

    look: tuple[str, ...] = ()
    """What to look at, a sentence for each change."""
    where: str = ""
    """`cell 3, line 14`."""
    function: str = ""
    found: str = ""
    """What was tried and what passed then."""
    sure: str = ""
    code: tuple[ShownLine, ...] = ()
    changes: tuple[ShownChange, ...] = ()
    how: str = ""
    """How it was found; said once in a report."""
    again: str = ""


def show_places(report: Report, words: Words) -> tuple[ShownPlace | None, ...]:
    """One for each check, None where nothing was found; the same place is shown at the first check that it mends."""
    first: dict[tuple[object, ...], str] = {}
    shown: list[ShownPlace | None] = []
    for check in report.checks:
        location = check.feedback.location
        if location is None:
            shown.append(None)
            continue
        key = (location.unit, location.cell, location.lines, location.family, location.other_family, location.first)
        if key in first:
            shown.append(ShownPlace(again=words.say("repair.again", check=one_line(first[key], 200))))
        else:
            how = "" if first else words.say("repair.how")
            first[key] = check.title
            shown.append(show_place(location, words).model_copy(update={"how": how}))
    return tuple(shown)


def show_place(location: Location, words: Words) -> ShownPlace:
    """All of it."""
    return ShownPlace(
        look=looks(location, words),
        where=where_text(location, words),
        function=one_line(location.first or location.function, 80),
        found=_found(location, words),
        sure=words.say("repair.sure.untried" if not location.fresh else _SURE[location.certainty]),
        code=_code(location),
        changes=_changes(location.edits),
    )


def short_text(location: Location, words: Words) -> str:
    """All of it in one line, for gradebooks: the place and what to look at, never the change."""
    where, look = where_text(location, words), " ".join(looks(location, words))
    return words.say("repair.short", place=where, look=look).strip() if where else look


def looks(location: Location, words: Words) -> tuple[str, ...]:
    """The sentences for what the changes are about, each once."""
    told = (family_text(family, words) for family in dict.fromkeys((location.family, location.other_family)))
    return tuple(sentence for sentence in told if sentence)


def family_text(family: str, words: Words) -> str:
    """What to look at; empty where the family is none of this version's."""
    key = f"repair.family.{family}"
    return words.say(key) if key in SENTENCES else ""


def where_text(location: Location, words: Words) -> str:
    """`cell 3, lines 57 and 58`; whatever of it is known."""
    unit = _unit(location, words)
    lines = _lines(location.lines, "report.line", "repair.at.lines", words)
    return words.say("repair.at", unit=unit, lines=lines) if unit and lines else unit or lines


def _unit(location: Location, words: Words) -> str:
    if location.cell is not None:
        return words.say("report.cell", number=location.cell)
    return unit_text(location.unit, words) if location.unit else ""


def _inside(location: Location, words: Words) -> str:
    """`in lines 57 and 58 of cell 3`, as a part of a sentence; empty where no line is known."""
    lines = _lines(location.lines, "repair.in.line", "repair.in.lines", words)
    if lines and location.cell is not None:
        return words.say("repair.in.cell", lines=lines, cell=location.cell)
    if lines and location.unit:
        return words.say("repair.in.module", lines=lines, module=unit_text(location.unit, words))
    return lines


def _lines(lines: Sequence[int], one: str, several: str, words: Words) -> str:
    numbers = [str(line) for line in sorted(set(lines))]
    if len(numbers) < 2:
        return words.say(one, line=numbers[0]) if numbers else ""
    return words.say(several, lines=", ".join(numbers[:-1]), last=numbers[-1])


_SURE = {"one": "repair.sure.one", "same": "repair.sure.same", "two": "repair.sure.two"}


def _found(location: Location, words: Words) -> str:
    """What was tried, and what passes then."""
    inside = _inside(location, words)
    place = f" {inside}" if inside else ""
    if location.first:
        return _inherited(location, place, words)
    passing = words.say(
        "repair.passing.fresh" if location.fresh else "repair.passing", cases=location.cases, fresh=location.fresh
    )
    if location.certainty == "same":
        key = "repair.same" if len(set(location.lines)) > 1 else "repair.same.statement"
    else:
        two = "repair.two.first" if len(set(location.lines)) == 1 else "repair.two"
        key = two if location.certainty == "two" else "repair.one"
    return words.say(key, place=place, passing=passing)


def _inherited(location: Location, place: str, words: Words) -> str:
    """Of a function that is right by itself and called with what another one makes."""
    right = location.function.partition(".")[0] not in ("", location.first)
    said = words.say("repair.first.right", function=one_line(location.function, 80)) if right else ""
    return f"{said} {words.say('repair.first', first=one_line(location.first, 80), place=place)}".strip()


def _code(location: Location) -> tuple[ShownLine, ...]:
    """The lines without the indentation that all have; three dots where lines between them are left out."""
    lines = location.code[:_MOST_LINES]
    shown: list[ShownLine] = []
    before: CodeLine | None = None
    for line, text in zip(lines, _level([one.text for one in lines]), strict=True):
        follows = before is not None and before.line + 1 == line.line
        if before is not None and not follows:
            shown.append(ShownLine(number=None))
        goes_on = follows and before is not None and before.marked and line.line not in location.lines
        begins = line.marked and not goes_on
        shown.append(ShownLine(number=line.line, text=text, marked=line.marked, begins=begins))
        before = line
    return tuple(shown)


def _changes(edits: Sequence[ShownEdit]) -> tuple[ShownChange, ...]:
    """Line by line: all that was taken out at one place, then all that was put in there."""
    found: list[ShownChange] = []
    for edit in edits:
        before, after = (text.split("\n") if text else [] for text in (edit.before, edit.after))
        found += [ShownChange(sign="-", line=edit.line + at, text=text) for at, text in enumerate(before)]
        found += [ShownChange(sign="+", line=edit.line + at, text=text) for at, text in enumerate(after)]
    found = found[:_MOST_LINES]
    texts = _level([one.text for one in found])
    return tuple(one.model_copy(update={"text": text}) for one, text in zip(found, texts, strict=True))


def _level(texts: Sequence[str]) -> list[str]:
    """Printable lines without the indentation that all of them have."""
    return dedent("\n".join(map(_plain, texts))).split("\n") if texts else []


def _plain(text: str) -> str:
    return printable(text.rstrip().expandtabs(4), _LINE_LIMIT).replace("\n", " ")
