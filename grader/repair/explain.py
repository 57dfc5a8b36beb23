"""From a change that mends to what is shown of it: where it stands, what it is about, and for teachers the change."""

import ast
import difflib
import re
from collections.abc import Sequence

from grader.model import CodeLine, Location, ShownEdit, Submission
from grader.repair.bench import Candidate
from grader.repair.edits import Change, apply
from grader.repair.target import Target

_AROUND = 2
_BY_WHAT_IS_PUT_IN = ("kernel", "name", "constant")
_ABOUT = {"stride": "stride", "pad": "padding", "dilation": "dilation", "groups": "groups"}


def location_of(candidate: Candidate, targets: Sequence[Target], submission: Submission, *, teacher: bool) -> Location:
    """The place of a change, in the student's own code. Of changes in two cells or modules the first is shown."""
    first = targets[candidate[0][0]]
    here = [(targets[number], change) for number, change in candidate if targets[number].unit == first.unit]
    lines = sorted({line for _, change in here for line in change.statements})
    families = list(dict.fromkeys(_family(change, targets[number]) for number, change in candidate))
    rules = {change.rule for _, change in candidate}
    places = sum(len(change.edits) for _, change in candidate)
    return Location(
        unit=first.unit,
        cell=first.cell,
        function=first.qualname,
        lines=tuple(lines),
        places=places,
        family=families[0],
        other_family=families[1] if len(rules) > 1 and len(families) > 1 else "",
        certainty="two" if len(rules) > 1 else "same" if len(lines) > 1 else "one",
        code=_code(first.unit, lines, [one for one, _ in here], submission),
        edits=_edits(candidate, targets) if teacher else (),
    )


def _family(change: Change, target: Target) -> str:
    """What a change is about: where a name or a number of another kind is put into `stride = ...`, the stride."""
    if change.family not in _BY_WHAT_IS_PUT_IN:
        return change.family
    for node in ast.walk(target.tree):
        if isinstance(node, ast.Assign) and node.lineno + target.first_line - 1 in change.statements:
            names = " ".join(one.id.lower() for one in ast.walk(node) if isinstance(one, ast.Name) and _stored(one))
            for part, family in _ABOUT.items():
                if part in names:
                    return family
    return change.family


def _stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def lines_of(text: str) -> list[str]:
    """As Python counts them: `str.splitlines` ends one at a form feed and at U+2028 too, which a comment may hold."""
    return re.split("\r\n|\r|\n", text)


def _code(unit: str, lines: Sequence[int], targets: Sequence[Target], submission: Submission) -> tuple[CodeLine, ...]:
    source = lines_of(next((one.source for one in submission.units if one.name == unit), ""))
    marked = {number for line in lines for number in range(line, _end(line, targets) + 1)}
    shown = {number + by for number in marked for by in range(-_AROUND, _AROUND + 1)}
    shown |= {_begin(line, targets) for line in lines}  # of an argument its call too
    inside = {line for one in targets for line in range(one.first_line, one.first_line + len(one.line_text))}
    return tuple(
        CodeLine(line=number, text=source[number - 1], marked=number in marked)
        for number in sorted(shown & inside | marked)
        if 0 < number <= len(source)
    )


def _end(line: int, targets: Sequence[Target]) -> int:
    """The last line of a simple statement, or of an element that has lines of its own; of a compound one its first."""
    for target in targets:
        for node in ast.walk(target.tree):
            simple = (isinstance(node, ast.stmt) and not hasattr(node, "body")) or isinstance(node, ast.keyword)
            if (simple or isinstance(node, ast.expr)) and node.lineno + target.first_line - 1 == line:  # type: ignore[attr-defined]
                return node.end_lineno + target.first_line - 1  # type: ignore[attr-defined, no-any-return]
    return line


def _begin(line: int, targets: Sequence[Target]) -> int:
    """The first line of the statement that a line belongs to."""
    begins = [line]
    for target in targets:
        for node in ast.walk(target.tree):
            if isinstance(node, ast.stmt) and not hasattr(node, "body"):
                first, last = (number + target.first_line - 1 for number in (node.lineno, node.end_lineno or 0))
                begins += [first] if first < line <= last else []
    return min(begins)


def _edits(candidate: Candidate, targets: Sequence[Target]) -> tuple[ShownEdit, ...]:
    found = []
    for number in dict.fromkeys(number for number, _ in candidate):
        target = targets[number]
        edits = [edit for one, change in candidate if one == number for edit in change.edits]
        before = lines_of(target.source.decode())
        after = lines_of(apply(target.source, edits).decode())
        for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag != "equal":
                old, new = "\n".join(before[a:b]), "\n".join(after[c:d])
                found.append(ShownEdit(line=target.first_line + a, before=old, after=new))
    return tuple(found)
