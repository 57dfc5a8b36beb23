"""A folder, or one zip, of a class's submissions as data: whose each file is, and what the rest is."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from grader.cohort import platforms
from grader.cohort.gather import handed_in, kind_of
from grader.cohort.join import Join
from grader.cohort.listing import Entry, Left, Tree, list_archive, list_folder, names_inside
from grader.cohort.names import fold
from grader.cohort.pieces import TASK_WORD, Piece, Understood, known_task, task_names
from grader.cohort.plain import classroom_slug, is_folder, read_classroom, read_flat, read_folders
from grader.cohort.roster import read_roster
from grader.errors import UsageError
from grader.model import Cohort, Handed, Student
from grader.model.base import Lang

LAYOUTS = ("auto", "flat", "folders", "nbgrader", "moodle", "canvas", "classroom")

_OUTER_ZIPS = 30
"""With more zips than this side by side, each is one student's."""
_CLASS = 4
"""Notebooks side by side in a lone folder that are taken for a class, not for one student's."""
_MOST_SAID = 5
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def read_cohort(
    folder: Path,
    roster: Path | None = None,
    layout: str = "auto",
    lang: Lang = "en",
    *,
    leave_out: Collection[Path] = (),
    tasks: Sequence[str] = (),
) -> Cohort:
    """What lies in `folder`, or in the zip that it is.

    `leave_out` are paths below it that are no submissions, such as the results; the roster is left out by itself.
    `lang` is for sentences that students read; what is said here is for teachers and English. `tasks` are the
    catalogue's ids, so that `smith_conv2d.ipynb` is Smith's and about `conv2d`.

    Raises UsageError where the folder, the roster or the layout's name is unusable; everything else is data.
    """
    if layout not in LAYOUTS:
        raise UsageError(f"There is no layout {layout!r}; the layouts are {', '.join(LAYOUTS)}.")
    join = Join([])
    remarks: list[str] = []
    if roster is not None:
        people, remarks = read_roster(roster)
        join = Join(people)
    left = Left()
    named = task_names(list(tasks))
    understood = [
        part
        for tree in _trees(folder, [*leave_out, *([roster] if roster else [])], left, join)
        for part in _understand(tree, layout, named, left, join)
    ]
    students, handed = _joined(understood, join, left)
    if not handed and not join.people and not left.all():
        raise UsageError(f"{folder} is empty. Name the folder, or the zip, that holds the class's submissions.")
    on_roster = {person.student.id for person in join.people}
    handing = {one.student for one in handed}
    return Cohort(
        layout=_layout(understood, layout),
        students=tuple(students),
        handed=tuple(handed),
        ignored=left.all(),
        missing=tuple(person.student.id for person in join.people if person.student.id not in handing),
        unknown=tuple(s.id for s in students if s.id not in on_roster) if join.people else (),
        remarks=(*_said(understood, handed, layout, join), *_doubts(join), *remarks),
    )


def newest(handed: Sequence[Handed]) -> tuple[Handed, tuple[Handed, ...]]:
    """(what counts of one student's hand-ins for one task, what it supersedes, the newest first): the highest version,
    then the latest, then the last by name. That it is late is said of it, and changes nothing here."""
    order = sorted(handed, key=lambda one: (one.version, one.when or _LONG_AGO, one.file, one.source), reverse=True)
    return order[0], tuple(order[1:])


def _trees(folder: Path, leave_out: Collection[Path], left: Left, join: Join) -> list[Tree]:
    """The folder, and each zip right in it that holds a class rather than one student's work."""
    if not folder.exists():
        raise UsageError(f"{folder}: there is no such folder. Name the folder, or the zip, of the class's submissions.")
    if not folder.is_dir():
        return [list_archive(folder.resolve(), folder.name, left)]
    tree = list_folder(folder, leave_out, left)
    zips = [entry for entry in tree.entries if entry.kind == "file" and entry.name.lower().endswith(".zip")]
    zips = [entry for entry in zips if len(entry.parts) == 1 and not join.knows(entry.name[:-4])]
    if not zips or len(zips) > _OUTER_ZIPS:
        return [tree]
    alone = sum(kind_of(entry.name) in (".ipynb", ".py", ".zip") for entry in tree.entries) == 1
    outer = [entry for entry in zips if _holds_a_class(names_inside(entry.path), alone)]
    if not outer:
        return [tree]
    tree.entries = [entry for entry in tree.entries if entry not in outer]
    return [tree, *(list_archive(entry.path, entry.source, left) for entry in outer)]


def _holds_a_class(names: list[str] | None, alone: bool) -> bool:
    if not names:
        return False
    parts = [name.split("/") for name in names]
    if sum(any(platforms.MOODLE.fullmatch(part) for part in path) for path in parts) * 2 > len(parts):
        return True
    if sum(platforms.is_canvas(path[-1]) for path in parts) * 2 > len(parts):
        return True
    books = [path for path in parts if path[-1].lower().endswith((".ipynb", ".zip"))]
    folders = {tuple(path[:-1]) for path in books}
    return alone and (len(folders) > 1 or len(books) >= _CLASS)


def _understand(tree: Tree, layout: str, tasks: dict[str, str], left: Left, join: Join) -> list[Understood]:
    """What the tree holds: by the layout that was asked for or that its names show, and the rest as plain folders."""
    tree = _unwrapped(tree, layout, join)
    entries = tree.entries
    found: list[Understood] = []
    assignments = _assignments(tree, tasks, join) if layout in ("auto", "flat", "folders") else []
    if assignments:
        for top in assignments:
            inside, entries = _below(tree, entries, (top,))
            for part in _understand(inside, layout, tasks, left, join):
                part.pieces = [_for_task(piece, top, tasks) for piece in part.pieces]
                found.append(part)
        if not entries:
            return found
        tree = Tree(tree.root, tree.archive, tree.name, entries, tree.clones, [])
    if layout in ("auto", "nbgrader") and (layout != "auto" or _is_nbgrader(tree)):
        part, entries = platforms.read_nbgrader(tree, tasks, left)
        found.append(part)
    elif layout in ("auto", "moodle") and (layout != "auto" or _has(tree, platforms.MOODLE)):
        part, entries = platforms.read_moodle(tree, tasks, left)
        found.append(part)
    elif layout in ("auto", "canvas") and (layout != "auto" or _is_canvas(tree)):
        part, entries = platforms.read_canvas(tree, tasks, left)
        found.append(part)
    elif layout in ("auto", "classroom"):
        for place, slug in _slugs(tree, tasks, asked=layout == "classroom"):
            inside, outside = _below(tree, entries, place)
            part, rest = read_classroom(inside, inside.entries, tasks, slug)
            found.append(part)
            elsewhere = {(*place, *entry.parts) for entry in rest}
            entries = [*outside, *(entry for entry in entries if entry.parts in elsewhere)]
    if entries or not found:
        in_folders = layout != "flat" and any(is_folder(entry) for entry in entries)
        if in_folders or layout == "folders":
            found.append(read_folders(tree, entries, tasks, left, join.knows))
        else:
            found.append(read_flat(tree, entries, tasks, left, join.knows))
    for empty in tree.empty:
        left.noise("/".join(empty), "an empty folder")
    return found


def _assignments(tree: Tree, tasks: dict[str, str], join: Join) -> list[str]:
    """Folders that are called like assignments, if all are: `week1/`, `conv2d/`, with the class in each of them."""
    tops = sorted({entry.parts[0] for entry in tree.entries if len(entry.parts) > 1})
    if any(not (known_task(top, tasks) or TASK_WORD.fullmatch(fold(top))) or join.knows(top) for top in tops):
        return []
    return [] if any((top,) in tree.clones for top in tops) else tops


def _for_task(piece: Piece, folder: str, tasks: dict[str, str]) -> Piece:
    """The piece with the task that `folder` is called after, and apart from the same student's in other folders."""
    task = piece.task or known_task(folder, tasks)
    return replace(piece, task=task, area=(folder, *piece.area))


def _unwrapped(tree: Tree, layout: str, join: Join) -> Tree:
    """The tree inside folders that only wrap it: `cohort/hw1/` with a folder or file of each student in it."""
    while True:
        tops = {entry.parts[0] for entry in tree.entries} | {path[0] for path in tree.empty}
        if len(tops) != 1 or any(len(entry.parts) == 1 for entry in tree.entries) or not tree.entries:
            return tree
        (top,) = tops
        if (top,) in tree.clones or top == "submitted" or platforms.MOODLE.fullmatch(top) or join.knows(top):
            return tree
        inside, _ = _below(tree, tree.entries, (top,))
        if not (top.endswith("-submissions") or layout == "flat" or _is_class(inside)):
            return tree
        tree = inside


def _is_class(tree: Tree) -> bool:
    """Whether the tree looks like many people's work, not like one's."""
    if _has(tree, platforms.MOODLE) or _is_canvas(tree) or _is_nbgrader(tree):
        return True
    code = [entry for entry in tree.entries if kind_of(entry.name) in (".ipynb", ".py", ".zip")]
    tops = {entry.parts[0] for entry in code}
    if any(len(entry.parts) == 1 for entry in code):
        return sum(len(entry.parts) == 1 and kind_of(entry.name) != ".py" for entry in code) >= _CLASS
    if len(tops) == 1:
        return _is_class(_below(tree, tree.entries, tuple(tops))[0])
    return len(tops) > 1


def _below(tree: Tree, entries: list[Entry], place: tuple[str, ...]) -> tuple[Tree, list[Entry]]:
    """(the tree that begins at `place`, entries that lie elsewhere)."""
    depth = len(place)
    if not depth:
        return Tree(tree.root, tree.archive, tree.name, entries, tree.clones, tree.empty), []
    inside = [
        Entry(e.parts[depth:], e.source, e.path, e.member, e.kind, e.size, e.modified)
        for e in entries
        if e.parts[:depth] == place and len(e.parts) > depth
    ]
    clones = {path[depth:] for path in tree.clones if path[:depth] == place and len(path) > depth}
    empty = [path[depth:] for path in tree.empty if path[:depth] == place and len(path) > depth]
    outside = [entry for entry in entries if entry.parts[:depth] != place or len(entry.parts) <= depth]
    return Tree(tree.root, tree.archive, place[-1], inside, clones, empty), outside


def _is_nbgrader(tree: Tree) -> bool:
    deep = [entry for entry in tree.entries if len(entry.parts) >= 3]
    return (
        any(entry.parts[0] == "submitted" and len(entry.parts) >= 4 for entry in deep)
        or (tree.name == "submitted" and bool(deep))
        or any(len(entry.parts) == 3 and entry.name == "timestamp.txt" for entry in deep)
        or any(len(entry.parts) > 1 and platforms.INBOUND.fullmatch(entry.parts[0]) for entry in tree.entries)
    )


def _has(tree: Tree, pattern: "re.Pattern[str]") -> bool:
    return any(pattern.fullmatch(part) for entry in tree.entries for part in entry.parts[:3])


def _is_canvas(tree: Tree) -> bool:
    tops = [entry.parts[0] for entry in tree.entries]
    return bool(tops) and sum(platforms.is_canvas(top) for top in tops) * 2 > len(tops)


def _slugs(tree: Tree, tasks: dict[str, str], asked: bool) -> list[tuple[tuple[str, ...], str]]:
    """(where, assignment) of each folder of clones: here, or in folders called `<assignment>-submissions`."""
    tops = sorted({entry.parts[0] for entry in tree.entries if len(entry.parts) > 1})
    here = classroom_slug(tree, tops, tasks, asked)
    if here:
        return [((), here)]
    found: list[tuple[tuple[str, ...], str]] = []
    for top in tops:
        if top.endswith("-submissions"):
            inside, _ = _below(tree, tree.entries, (top,))
            clones = sorted({entry.parts[0] for entry in inside.entries if len(entry.parts) > 1})
            slug = classroom_slug(inside, clones, tasks, asked)
            if slug:
                found.append(((top,), slug))
    return found


def _joined(understood: list[Understood], join: Join, left: Left) -> tuple[list[Student], list[Handed]]:
    students = {person.student.id: person.student for person in join.people}
    ids = {claim_id.casefold(): claim_id for claim_id in students}
    areas: dict[str, dict[tuple[object, ...], list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for number, part in enumerate(understood):
        for piece in part.pieces:
            claim = piece.claim
            who = join.student(claim)
            if who is None:
                who = ids.setdefault(claim.id.casefold(), claim.id)
                if who not in students:
                    aliases = tuple(alias for alias in claim.aliases if alias and alias != who)
                    students[who] = Student(id=who, name=claim.name, aliases=aliases)
            separate = f"{piece.task}" if part.layout in ("folders", "flat") else ""
            areas[who][number, claim.id, piece.area, separate].append(piece)
    handed: list[Handed] = []
    for who, found in areas.items():
        handed += handed_in(who, list(found.values()), left)
    order = {student: index for index, student in enumerate(students)}
    return list(students.values()), sorted(handed, key=lambda one: (order[one.student], one.source))


def _layout(understood: list[Understood], asked: str) -> str:
    if asked != "auto":
        return asked
    counted = Counter[str]()
    for part in understood:
        counted[part.layout] += len(part.pieces)
    return counted.most_common(1)[0][0] if counted else "flat"


def _by_time(handed: list[Handed]) -> bool:
    """Whether somebody handed in several files that only their times of change set in an order."""
    files: dict[tuple[str, str | None], list[Handed]] = defaultdict(list)
    for one in handed:
        files[one.student, one.task].append(one)
    return any(
        len(same) > 1 and len({one.version for one in same}) < len(same) and len({one.when for one in same}) > 1
        for same in files.values()
    )


def _said(understood: list[Understood], handed: list[Handed], asked: str, join: Join) -> list[str]:
    """How the names were understood, shortly."""
    names = {
        "flat": "one file a student",
        "folders": "one folder a student",
        "nbgrader": "nbgrader's submitted/<student>/<assignment>/",
        "moodle": "Moodle's download of all submissions",
        "canvas": "Canvas's download of all submissions",
        "classroom": "GitHub Classroom's clones",
    }
    said = []
    for part in understood:
        if part.pieces:
            who = len({piece.claim.id.casefold() for piece in part.pieces})
            forced = ", as asked" if asked == part.layout else ""
            said.append(
                f"{part.tree.name}: read as {names[part.layout]}{forced}: {len(part.pieces)} files of {who} students."
            )
    late = len({one.student for one in handed if one.late})
    if late:
        said.append(f"Handed in late, by the platform's mark: {late} students.")
    downloads = {
        (part.tree.name, piece.area) for part in understood if part.layout == "moodle" for piece in part.pieces
    }
    if len(downloads) > 1 and not join.people:
        said.append(
            "Moodle numbers people anew for each assignment, so that one student has several ids here; "
            "a roster (--roster) brings them together."
        )
    if _by_time(handed):
        said.append("Where nothing else says which of a student's files is the newer one, their times of change do.")
    for part in understood:
        said += _first(part.remarks)
    return said


def _doubts(join: Join) -> list[str]:
    guessed = [
        f"{text}: taken for {name}, the only one on the roster with that name." for text, name in join.guessed.items()
    ]
    return [
        *(
            f"{text}: several people on the roster may be meant, so it counts as unknown. Rename it to one's id."
            for text in dict.fromkeys(join.ambiguous)
        ),
        *_first(guessed),
    ]


def _first(remarks: Sequence[str]) -> list[str]:
    """Enough of them to see what they are like."""
    distinct = list(dict.fromkeys(remarks))
    more = len(distinct) - _MOST_SAID
    return distinct[:_MOST_SAID] + ([f"... and {more} more of this kind."] if more > 0 else [])
