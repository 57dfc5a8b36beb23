"""Who a row of a platform's file is: by number or login, else by address, else by name, else by a part of it.

A grade in the wrong row is worse than a row left empty. So whatever points at two people, and whatever an id says
against the name beside it, is ambiguous and stays untouched.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from grader.model import Student
from grader.model.base import Frozen


class Person(Frozen):
    """One row, as the platform names the person in it. Empty where the file has no such column."""

    ids: tuple[str, ...] = ()
    email: str = ""
    name: str = ""
    """`Anna Berg` or `Berg, Anna`."""


class Matched(Frozen):
    """Rows and students who belong together, by the row's number."""

    found: Mapping[int, Student]
    ambiguous: Mapping[int, str]
    """Why the row was not matched, in words."""
    unknown: tuple[int, ...]
    """Rows of people of whom we know nothing."""
    by_part: tuple[int, ...] = ()
    """Rows that were found by a part of a name alone, as with a patronymic that one side leaves out."""


_BY_PART = 4


def match(rows: Mapping[int, Person], students: Sequence[Student]) -> Matched:
    """Each row's student. A student for whom two rows are equally good gets neither."""
    index = _index(students)
    by_id = {student.id: student for student in students}
    found: dict[int, tuple[int, str]] = {}
    ambiguous: dict[int, str] = {}
    unknown: list[int] = []
    for row, person in rows.items():
        rank, ids = _candidates(person, index)
        if not ids:
            unknown.append(row)
        elif len(ids) > 1:
            ambiguous[row] = f"it could be {_listed(ids, by_id)}"
        else:
            (only,) = ids
            if (other := _contradicted(person, by_id[only], index)) is not None:
                ambiguous[row] = f"its number or address says {called(by_id[only])}, its name {called(by_id[other])}"
            else:
                found[row] = (rank, only)
    claims: dict[str, list[tuple[int, int]]] = {}
    for row, (rank, student) in found.items():
        claims.setdefault(student, []).append((rank, row))
    for student, rows_of in claims.items():
        best = min(rank for rank, _ in rows_of)
        firm = [row for rank, row in rows_of if rank == best]
        for _, row in rows_of:
            if len(firm) > 1:
                ambiguous[row] = f"more than one row could be {called(by_id[student])}"
                del found[row]
            elif row not in firm:
                unknown.append(row)
                del found[row]
    return Matched(
        found={row: by_id[student] for row, (_, student) in found.items()},
        ambiguous=ambiguous,
        unknown=tuple(sorted(unknown)),
        by_part=tuple(sorted(row for row, (rank, _) in found.items() if rank == _BY_PART)),
    )


def name_key(name: str) -> str:
    """Equal for `Anna Berg`, `Berg, Anna` and `BERG  Anna`; empty where there is no name."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(sorted(re.findall(r"[^\W_]+", plain)))


def id_key(text: str) -> str:
    """Ids and addresses, compared without case and surrounding blanks."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def called(student: Student) -> str:
    """A student, for the eye: name and id."""
    return f"{student.name} ({student.id})" if student.name and student.name != student.id else student.id


def _index(students: Iterable[Student]) -> dict[str, dict[str, set[str]]]:
    index: dict[str, dict[str, set[str]]] = {"id": {}, "email": {}, "login": {}, "name": {}}

    def put(kind: str, key: str, student: Student) -> None:
        if key:
            index[kind].setdefault(key, set()).add(student.id)

    for student in students:
        for text in (student.id, *student.aliases):
            put("id", id_key(text), student)
            put("name", name_key(text), student)
            if "@" in text:
                put("email", id_key(text), student)
        put("email", id_key(student.email), student)
        for text in (student.id, *student.aliases, student.email):
            put("login", id_key(text).partition("@")[0], student)
        put("name", name_key(student.name), student)
    return index


def _candidates(person: Person, index: Mapping[str, Mapping[str, Collection[str]]]) -> tuple[int, set[str]]:
    """(how weak the reason is, students): the strongest reason that names anybody decides."""
    ids = [id_key(text) for text in person.ids if text.strip()]
    email = id_key(person.email)
    addresses = [key for key in (email, *ids) if "@" in key]
    tiers = (
        ("id", ids),
        ("email", addresses),
        ("login", [*(key.partition("@")[0] for key in addresses), *ids]),
        ("name", [name_key(person.name)]),
    )
    for rank, (kind, keys) in enumerate(tiers):
        named = {student for key in keys if key for student in index[kind].get(key, ())}
        if named:
            return rank, named
    words = set(name_key(person.name).split())
    partly = {
        student
        for key, named in index["name"].items()
        if min(len(words), len(other := set(key.split()))) >= 2 and (words < other or other < words)
        for student in named
    }
    return _BY_PART, partly


def _contradicted(person: Person, student: Student, index: Mapping[str, Mapping[str, Collection[str]]]) -> str | None:
    """Somebody else whose address the row has, or whose very name, while nothing in it is of this student's name."""
    owners = index["email"].get(id_key(person.email), ()) if person.email else ()
    if owners and student.id not in owners:
        return sorted(owners)[0]
    key = name_key(person.name)
    if not key or not student.name or set(key.split()) & set(name_key(student.name).split()):
        return None
    return next((other for other in sorted(index["name"].get(key, ())) if other != student.id), None)


def _listed(ids: Collection[str], students: Mapping[str, Student]) -> str:
    return " or ".join(called(students[one]) for one in sorted(ids))
