"""Reads the list of a course's people: one that a teacher wrote, or an export of Canvas, Moodle or GitHub Classroom.

Canvas's gradebook: `Student,ID,SIS User ID,SIS Login ID,Section,...`, then a row `    Points Possible`; ID is Canvas's
own number. Moodle's grading worksheet (`mod/assign/gradingtable.php`): `Identifier` (`Participant 12345`), `Full name`,
`Email address`, `Status`, `Grade`, ...; its participants export: `First name`, `Last name` (or `Surname`), `ID number`,
`Email address`, `Groups`. GitHub Classroom's `classroom_roster.csv`: `identifier,github_username,github_id,name`.
"""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from grader.cohort.names import fold, words_of
from grader.errors import UsageError
from grader.model import Student

_MOST_BYTES = 16 << 20
_HEADERS = {
    "id": (
        "id", "student id", "studentid", "student number", "id number", "idnumber", "sid", "number",
        "matriculation number",
        "номер", "номер студента", "студенческий", "студенческий билет", "номер студенческого билета", "зачетка",
        "номер зачетки", "номер зачетной книжки", "табельный номер", "id студента", "ид", "индивидуальный номер",
        "идентификатор студента",
    ),
    "sis": ("sis user id", "sis id", "sis student id"),
    "login": ("sis login id", "login", "login id", "username", "user name", "логин", "имя пользователя",
              "учетная запись"),
    "github": ("github username", "github", "github login"),
    "identifier": ("identifier", "идентификатор"),
    "email": (
        "email", "e mail", "email address", "mail", "почта", "эл почта", "электронная почта", "адрес электронной почты",
    ),
    "name": (
        "name", "full name", "student", "student name", "display name", "фио", "ф и о", "полное имя", "студент",
        "имя фамилия",
        "фамилия имя", "фамилия и имя", "имя и фамилия", "фамилия имя отчество", "имя фамилия отчество", "слушатель",
    ),
    "first": ("first name", "firstname", "given name", "forename", "имя"),
    "last": ("last name", "lastname", "surname", "family name", "фамилия"),
    "middle": ("middle name", "patronymic", "отчество"),
    "section": ("section", "sections", "group", "groups", "class", "группа", "группы", "секция", "поток"),
}  # fmt: skip
_COLUMN = {fold(name): column for column, names in _HEADERS.items() for name in names}
_PARTICIPANT = re.compile(r"\D+\s(\d+)")
_CYRILLIC = re.compile("[А-яЁё]+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A student and what files may call them."""

    student: Student
    names: tuple[str, ...]
    """The words of the name, folded."""
    last: tuple[str, ...]
    """Those that are the family name, where a column says so."""
    numbers: tuple[tuple[str, str], ...]
    """(platform, its own number)."""


def read_roster(path: Path) -> tuple[list[Person], list[str]]:
    """(the people in the file's order, what a teacher should know of its rows).

    Raises UsageError where the file cannot be read or no column can be recognised as somebody's id, login, address or
    name.
    """
    text, remarks = _text(path)
    rows = _rows(text, path)
    header = next((index for index, row in enumerate(rows) if _columns(row[1])), None)
    if header is None:
        seen = ", ".join(cell.strip() for cell in rows[0][1][:8]) if rows else "nothing"
        raise UsageError(
            f"{path}: no column is known. The first row should name columns, such as id, login, email, name, "
            f"first name, last name, section (or Russian: номер, логин, почта, ФИО, группа); it says: {seen[:200]}"
        )
    columns = _columns(rows[header][1])
    canvas = "id" in columns and ("sis" in columns or "login" in columns) and "name" in columns
    people: list[Person] = []
    rows_of: dict[str, int] = {}
    for number, row in rows[header + 1 :]:
        cells = {column: row[at].strip() if at < len(row) else "" for column, at in columns.items()}
        if canvas and not cells["id"] and words_of(cells["name"]) in ((), ("points", "possible")):
            continue
        if not any(cell.strip() for cell in row):
            remarks.append(f"roster, row {number}: empty")
            continue
        if len(row) > len(rows[header][1]) and any(cell.strip() for cell in row[len(rows[header][1]) :]):
            remarks.append(f"roster, row {number}: more cells than columns; check its separators and quotes")
        if canvas and words_of(cells["name"]) == ("student", "test") and not cells.get("sis"):
            remarks.append(f"roster, row {number}: Canvas's test student is left out")
            continue
        if any("\n" in cell for cell in cells.values()):
            remarks.append(f"roster, row {number}: a cell goes over several lines; a closing quote may be missing")
        person = _person(cells, canvas)
        if person is None:
            remarks.append(f"roster, row {number}: neither id nor login nor address nor name; left out")
            continue
        key = fold(person.student.id)
        if key in rows_of:
            remarks.append(
                f"roster, row {number}: the id {person.student.id} stands in row {rows_of[key]} already; left out"
            )
            continue
        rows_of[key] = number
        people.append(person)
    if not people:
        raise UsageError(f"{path} names nobody: there is no row below the names of columns.")
    return people, remarks


def _person(cells: dict[str, str], canvas: bool) -> Person | None:
    last, first = cells.get("last", ""), cells.get("first", "")
    name = cells.get("name", "")
    if last or (first and not name):
        name = " ".join(part for part in (last, first, cells.get("middle", "")) if part)
    family = words_of(last) or (words_of(name.partition(",")[0]) if "," in name else ())
    identifier = cells.get("identifier", "")
    participant = _PARTICIPANT.fullmatch(identifier)
    numbers: list[tuple[str, str]] = []
    ids = [cells.get(column, "") for column in ("sis", "id", "login", "github")]
    if canvas:
        numbers.append(("canvas", ids[1]))
        ids = [ids[0], ids[2], ids[1]]
    if participant:
        numbers.append(("moodle", participant[1]))
    elif identifier:
        ids.append(identifier)
    email = cells.get("email", "")
    if "@" not in email:
        email = next((one for one in ids if re.fullmatch(r"[^@\s]+@[^@\s]+", one)), email)
    keys = [key for key in (*ids, email, identifier if participant else "", name) if key]
    if not keys:
        return None
    aliases = [*ids, *((identifier, participant[1]) if participant else ())]
    student = Student(
        id=keys[0],
        name=name,
        email=email,
        section=cells.get("section", ""),
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias and alias != keys[0])),
    )
    return Person(student, words_of(name), family, tuple((kind, one) for kind, one in numbers if one))


def _columns(row: list[str]) -> dict[str, int]:
    """Which column is what; none where no person can be told by them."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        column = _COLUMN.get(" ".join(words_of(cell)))
        if column:
            found.setdefault(column, index)
    if "first" in found and "last" not in found and "name" not in found:
        found["name"] = found.pop("first")
    return found if found.keys() & {"id", "sis", "login", "github", "identifier", "email", "name", "last"} else {}


def _rows(text: str, path: Path) -> list[tuple[int, list[str]]]:
    """(the row's number as a spreadsheet counts, its cells)."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    declared = re.fullmatch(r"sep=(.)", first.strip(), re.IGNORECASE)
    outside = re.sub(r'"[^"]*"', "", first)
    delimiter = declared[1] if declared else max(",;\t|", key=outside.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(f"{path} is no table: {error}. Save it as CSV once more.") from None
    return [(number, row) for number, row in enumerate(rows, 1) if not (declared and number == 1)]


def _text(path: Path) -> tuple[str, list[str]]:
    try:
        with path.open("rb") as handle:
            raw = handle.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"The roster {path} cannot be read: {why}. Name a .csv file.") from None
    if len(raw) > _MOST_BYTES:
        raise UsageError(
            f"The roster {path} has more than {_MOST_BYTES >> 20} MB; name a .csv file of the course's people."
        )
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UsageError(f"The roster {path} is a spreadsheet, not CSV. Save it as CSV (UTF-8) and name that file.")
    encodings = ["utf-8-sig"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in raw[:200]:
        encodings = ["utf-16-le" if raw[1:200:2].count(0) > raw[:200:2].count(0) else "utf-16-be"]
    for encoding in encodings:
        try:
            return raw.decode(encoding).replace("\0", ""), []
        except UnicodeDecodeError:
            continue
    text = raw.decode("cp1251", "replace")
    encoding = "cp1251"
    if not _is_russian(text):
        text, encoding = raw.decode("cp1252", "replace"), "cp1252"
    return text.replace("\0", ""), [f"roster: it is not stored as UTF-8; it was read as {encoding}"]


def _is_russian(text: str) -> bool:
    """Whether words are Cyrillic or Latin as a whole, as they are where cp1251 was meant; `Müller` becomes `Mьller`."""
    words = [word for word in _LETTERS.findall(text) if not word.isascii()]
    return sum(bool(_CYRILLIC.fullmatch(word)) for word in words) * 2 > len(words)
