"""A folder, or one zip, of a class's submissions as data: whose each file is, and what the rest is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from grader.cohort import platforms
from grader.cohort.gather import handed_in, kind_of
from grader.cohort.join import Join
from grader.cohort.listing import Left, Tree, list_archive, list_folder, names_inside
from grader.cohort.pieces import Piece, Understood, task_names
from grader.cohort.roster import read_roster
from grader.cohort.understand import CLASS, understand
from grader.errors import UsageError
from grader.model import Cohort, Handed, Student
from grader.model.base import Lang

LAYOUTS = ("auto", "flat", "folders", "nbgrader", "moodle", "canvas", "classroom")

_OUTER_ZIPS = 30
"""With more zips than this side by side, each is one student's."""
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
    trees, doubts = _trees(folder, [*leave_out, *([roster] if roster else [])], left, join)
    named = task_names(list(tasks))
    understood = [part for tree in trees for part in understand(tree, layout, named, left, join)]
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
        remarks=(*_said(understood, handed, layout, join), *_doubts(join), *doubts, *remarks),
    )


def newest(handed: Sequence[Handed]) -> tuple[Handed, tuple[Handed, ...]]:
    """(what counts of one student's hand-ins for one task, what it supersedes, the newest first): the highest version,
    then the latest, then the last by name. That it is late is said of it, and changes nothing here."""
    order = sorted(handed, key=lambda one: (one.version, one.when or _LONG_AGO, one.file, one.source), reverse=True)
    return order[0], tuple(order[1:])


def _trees(folder: Path, leave_out: Collection[Path], left: Left, join: Join) -> tuple[list[Tree], list[str]]:
    """The folder, and each zip right in it that holds a class rather than one student's work; what is doubtful."""
    if not folder.exists():
        raise UsageError(f"{folder}: there is no such folder. Name the folder, or the zip, of the class's submissions.")
    if not folder.is_dir():
        return [list_archive(folder.resolve(), folder.name, left)], []
    tree = list_folder(folder, leave_out, left)
    zips = [entry for entry in tree.entries if entry.kind == "file" and entry.name.lower().endswith(".zip")]
    zips = [entry for entry in zips if len(entry.parts) == 1 and not join.named(entry.name[:-4])]
    if not zips or len(zips) > _OUTER_ZIPS:
        return [tree], []
    alone = sum(kind_of(entry.name) in (".ipynb", ".py", ".zip") for entry in tree.entries) == 1
    unpacked = {entry.parts[0] for entry in tree.entries if len(entry.parts) > 1}
    looks = {entry: _holds_a_class(names_inside(entry.path), alone or entry.name[:-4] in unpacked) for entry in zips}
    beside = any(len(entry.parts) == 1 and kind_of(entry.name) in (".ipynb", ".py") for entry in tree.entries)
    whole = all(looks.values()) and not beside  # among people's files a zip is somebody's, whatever it holds
    outer = []
    for entry in zips:
        twin = entry.name[:-4] in unpacked
        if looks[entry] and (twin or whole):
            outer.append(entry)
            if twin:
                left.out(entry.source, "the archive of the folder beside it, which was read")
    doubts = [
        f"{entry.source} looks like a whole class and was read as one person's, since it lies among others' files; "
        "if it is one, unpack it into a folder of its own."
        for entry in zips
        if looks[entry] and entry not in outer
    ]
    if not outer:
        return [tree], doubts
    tree.entries = [entry for entry in tree.entries if entry not in outer]
    outer = [entry for entry in outer if entry.name[:-4] not in unpacked]
    return [tree, *(list_archive(entry.path, entry.source, left) for entry in outer)], doubts


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
    return alone and (len(folders) > 1 or len(books) >= CLASS)


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
