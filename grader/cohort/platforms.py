"""Moodle's, Canvas's and nbgrader's names of what was handed in.

Moodle, `mod/assign/classes/downloader.php` (get_student_prefix, load_submissionplugin_filelist): a folder
`<full name>_<number>_assignsubmission_<plugin>` for each student and plugin, with what was handed in below it, or, with
"Download submissions in folders" switched off, `<full name>_<number>_assignsubmission_<plugin>_<file>`. The number is
the participant's, the same as in the column Identifier (`Participant 12345`) of the grading worksheet; under blind
marking the name is the word "Participant" in the site's language. Groups come as `<group>_<its number>`, those in no
group as `Default group` without a number. Moodle up to 3.x ended the folder with one more `_`.

Canvas, `lib/content_zipper.rb` (get_filename, add_upload_submission):
`<sortable name>[_LATE]_<user>_<attachment>_<file>` with everything but letters, digits and `_` taken out of the name;
anonymous ones `[LATE_]anon_<code>_<attachment>_<file>`; text and links come as `<...>_text.html`, `<...>_link.html`.
A file that is handed in again is called `hw-1.ipynb`, `hw-2.ipynb` (`Attachment.make_unique_filename`); attachments
are numbered upwards.

nbgrader, `docs/source/user_guide/philosophy.rst`: `<step>/<student>/<assignment>/<notebook>.ipynb`, with the time in
`timestamp.txt` (`%Y-%m-%d %H:%M:%S.%f %Z`); in an exchange's inbound folder `<student>+<assignment>+<time>`
(`exchange/submit.py`).
"""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from grader.cohort.content import head
from grader.cohort.listing import Entry, Left, Tree
from grader.cohort.pieces import Claim, Piece, Understood, known_task

MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)_?(?P<file>.*)", re.DOTALL)
CANVAS = re.compile(
    r"(?:(?P<early>LATE_)?anon_(?P<code>[A-Za-z0-9]+)|(?P<name>.*?)(?P<late>_LATE)?_(?P<user>\d+))"
    r"_(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<online>text|link)\.html)",
    re.DOTALL,
)
_SURE = re.compile(
    r"(?:LATE_)?anon_[A-Za-z0-9]{5,}_\d{2,}_.+|.+?(?:_LATE_\d+|_\d{2,})_(?:\d{3,}_.+|text\.html|link\.html)"
)
"""What is taken for Canvas's without being told: `smith_1_2_hw.ipynb` may be anything."""
INBOUND = re.compile(
    r"(?P<student>.+)\+(?P<task>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d[ T_]\d\d[:_-]\d\d[:_-]\d\d[^+]*)(?:\+[0-9a-f]+)?",
    re.DOTALL,
)
_SUFFIX = re.compile(r"-(\d{1,3})(?=(?:\.[A-Za-z0-9]+)*$)")
_OWN_FOLDERS = ("source", "release", "autograded", "feedback", "solution", "archive", "downloaded")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T_](\d\d)[:_-](\d\d)[:_-](\d\d)(?:\.(\d{1,6}))?\s*([A-Za-z_/]+|[+-]\d\d:?\d\d)?"
)
_TIMESTAMP_BYTES = 200


def is_canvas(name: str) -> bool:
    return _SURE.fullmatch(name) is not None


def names_itself(tree: Tree) -> bool:
    """Whether most of what lies at the top is called as Moodle calls it: one student's file names decide nothing."""
    tops = {entry.parts[0] for entry in tree.entries}
    return sum(MOODLE.fullmatch(top) is not None for top in tops) * 2 > len(tops)


def is_moodle(tree: Tree) -> bool:
    """The same, or most lies in folders of groups that hold nothing else."""
    tops: dict[str, bool] = {}
    for entry in tree.entries:
        named = any(MOODLE.fullmatch(part) for part in entry.parts[:3])
        tops[entry.parts[0]] = tops.get(entry.parts[0], True) and named
    return names_itself(tree) or sum(tops.values()) * 2 > len(tops)


def read_moodle(tree: Tree, tasks: dict[str, str], left: Left) -> tuple[Understood, list[Entry]]:
    """(what Moodle's names say, files that do not look like Moodle's)."""
    understood, other = Understood("moodle", tree), list[Entry]()
    deepest = 1 if names_itself(tree) else 3  # below that, names are the students' own
    for entry in tree.entries:
        parts = enumerate(entry.parts[:deepest])
        found = next(((i, m) for i, part in parts if (m := MOODLE.fullmatch(part))), None)
        if found is None:
            other.append(entry)
            continue
        depth, match = found
        is_folder = depth < len(entry.parts) - 1
        inner = entry.parts[depth + 1 :] if is_folder else (match["file"] or entry.parts[depth],)
        name, number = match["name"].strip() or entry.parts[depth], match["number"] or ""
        if is_folder and match["file"]:  # a renamed or doubled folder, `..._file_ (1)`: still this student's
            understood.remarks.append(f"{entry.parts[depth]} is taken for a folder of {name}.")
        claim = Claim(
            id=f"{name}_{number}" if number else name,
            text=name,
            name=name,
            aliases=(number, f"Participant {number}") if number else (),
            number=number,
            platform="moodle",
        )
        task = next((task for part in entry.parts[:depth] if (task := known_task(part, tasks))), None)
        understood.pieces.append(Piece(claim, entry, inner, entry.parts[:depth], task))
    return understood, other


def read_canvas(tree: Tree, tasks: dict[str, str], left: Left) -> tuple[Understood, list[Entry]]:
    """(what Canvas's names say, files that do not look like Canvas's)."""
    understood, other = Understood("canvas", tree), list[Entry]()
    found: dict[str, list[tuple[int, Piece]]] = defaultdict(list)
    for entry in tree.entries:
        at = next(((i, m) for i, part in enumerate(entry.parts) if (m := CANVAS.fullmatch(part))), None)
        if at is None:
            other.append(entry)
            continue
        depth, match = at
        code, user, name = match["code"], match["user"], match["name"] or ""
        key = f"anon_{code}" if code else user
        claim = Claim(
            id=key if code else f"{name}_{user}" if name else user,
            text=name or key,
            name=name,
            aliases=(key,),
            number=key,
            platform="canvas",
        )
        # text and links that were typed in are handed in, too: the reader says that they are no file
        inner = (match["file"] or f"{match['online']}.html", *entry.parts[depth + 1 :])
        piece = Piece(
            claim,
            entry,
            inner,
            entry.parts[:depth],
            next((task for part in entry.parts[:depth] if (task := known_task(part, tasks))), None),
            late=bool(match["late"] or match["early"]),
        )
        found[claim.id].append((int(match["attachment"] or 0), piece))
    for uploads in found.values():
        understood.pieces += _numbered(uploads)
    return understood, other


def _numbered(uploads: list[tuple[int, Piece]]) -> list[Piece]:
    """Versions of one student's files: by Canvas's suffix where there is one, and never against its running number.

    The newest module gets back the name that it is imported by: `net-1.py`, as Canvas calls the second `net.py`, could
    not be imported at all.
    """
    uploads = sorted(uploads, key=lambda upload: (upload[0], upload[1].entry.parts))
    newest = {_imported_as(piece.inner[0]): attachment for attachment, piece in uploads}
    pieces: list[Piece] = []
    last = -1
    for attachment, piece in uploads:
        name = piece.inner[0]
        suffix = _SUFFIX.search(name)
        last = max(last + 1, int(suffix[1]) if suffix else 0)
        if name.lower().endswith(".py"):
            name = _imported_as(name) if newest[_imported_as(name)] == attachment else f"{attachment}_{name}"
        pieces.append(replace(piece, inner=(name, *piece.inner[1:]), version=last))
    return pieces


def _imported_as(name: str) -> str:
    return _SUFFIX.sub("", name) if name.lower().endswith(".py") else name


def read_nbgrader(tree: Tree, tasks: dict[str, str], left: Left) -> tuple[Understood, list[Entry]]:
    """(what lies where nbgrader puts it, files that lie elsewhere)."""
    understood, other = Understood("nbgrader", tree), list[Entry]()
    times: dict[tuple[str, ...], datetime | None] = {}
    placed: list[tuple[tuple[str, ...], str, str, tuple[str, ...], Entry]] = []
    for entry in tree.entries:
        depth = int(entry.parts[0] == "submitted" and len(entry.parts) > 1)  # deeper it is a student's own folder
        top = entry.parts[0]
        inbound = INBOUND.fullmatch(top)
        if inbound:
            area = entry.parts[:1]
            student, task, inner = inbound["student"], inbound["task"], entry.parts[1:]
            times.setdefault(area, _time(inbound["time"]))
        elif not depth and top in (*_OWN_FOLDERS, "gradebook.db", "nbgrader_config.py") and tree.name != "submitted":
            left.noise(entry.source, "nbgrader's own files")
            continue
        elif len(entry.parts) - depth >= 3 or (entry.kind != "file" and len(entry.parts) - depth == 2):
            area = entry.parts[: depth + 2]
            student, task, inner = area[-2], area[-1], entry.parts[depth + 2 :] or entry.parts[-1:]
        else:
            other.append(entry)
            continue
        if inner == ("timestamp.txt",):
            times[area] = _time(head(entry, _TIMESTAMP_BYTES).decode("utf-8", "replace"))
            left.noise(entry.source, "nbgrader's time stamps")
        elif inner:
            placed.append((area, student, task, inner, entry))
    for area, student, task, inner, entry in placed:
        named = known_task(entry.name.partition(".")[0], tasks) or known_task(task, tasks) or task
        when = times.get(area) or entry.modified
        understood.pieces.append(Piece(Claim(student, student), entry, inner, area, named, when=when))
    return understood, other


def _time(text: str) -> datetime | None:
    """nbgrader's time stamp in UTC; a zone that is not known here counts as UTC."""
    found = _TIME.search(text)
    if not found:
        return None
    day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}:{minute}:{second}.{(fraction or '0').ljust(6, '0')}")
        return moment.replace(tzinfo=_zone(zone or "UTC")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo:
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        return _offset(sign * (int(name[1:3]) * 60 + int(name[-2:])))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _offset(minutes: int) -> tzinfo:
    from datetime import timezone

    return timezone(timedelta(minutes=minutes))
