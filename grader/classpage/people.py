"""Who is meant, and where the report lies: names as they are shown, links as a browser follows them.

Trust boundary: names, ids and folders come from students' files; here they are made safe to show and to follow.
"""

from collections.abc import Iterable
from urllib.parse import quote

from grader.model.base import Frozen
from grader.model.cohort import ClassResults, Result, Student
from grader.report.printable import one_line

_LONGEST = 120


class Person(Frozen):
    """A student as the page names them."""

    name: str
    id: str
    """Empty where it says no more than the name."""
    section: str
    row: str
    """The anchor of the row in the table."""


class Link(Frozen):
    """Somebody, and the report that is meant; the row in the table where there is none."""

    name: str
    href: str
    id: str = ""
    """Where it is to be shown beside the name."""


class People:
    """Everybody: those in `students`, in their order, then those whom only what they handed in names."""

    def __init__(self, results: ClassResults) -> None:
        students = {student.id: student for student in results.students}
        for one in (*(result.student for result in results.results), *(student for student, _ in results.handed)):
            students.setdefault(one, Student(id=one))
        self.by_id = {key: _person(student, at) for at, (key, student) in enumerate(students.items(), start=1)}

    def person(self, key: str) -> Person:
        """Somebody whom nothing else names has no row."""
        return self.by_id.get(key) or Person(name=one_line(key, _LONGEST), id="", section="", row="")

    def link(self, result: Result) -> Link:
        """To the report of this result."""
        person = self.person(result.student)
        return Link(name=person.name, href=report_address(result) or f"#{person.row}")

    def links(self, results: Iterable[Result]) -> tuple[Link, ...]:
        """One a result, in the order given."""
        return tuple(self.link(result) for result in results)

    def rows(self, keys: Iterable[str]) -> tuple[Link, ...]:
        """Links to rows of the table, with ids: for those of whom it is not sure who they are."""
        found = (self.person(key) for key in keys)
        return tuple(
            Link(name=person.name, href=f"#{person.row}" if person.row else "", id=person.id) for person in found
        )


def report_address(result: Result) -> str:
    """`smith/convolution/conv2d/report.html`, as a link from the class page; empty where there is no report."""
    parts = [part for part in result.folder.split("/") if part not in ("", ".")]
    if result.report is None or not parts or ".." in parts:
        return ""
    try:
        raw = "/".join([*parts, "report.html"]).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character that no file system gave: nothing lies there
        return ""
    # Everything but letters, digits and `/` is encoded, a colon too: no folder's name is taken for a scheme.
    return quote(raw, safe="/")


def _person(student: Student, at: int) -> Person:
    name, key = one_line(student.name, _LONGEST), one_line(student.id, _LONGEST)
    return Person(
        name=name or key or "?",
        id=key if name and name != key else "",
        section=one_line(student.section, 40),
        row=f"s{at}",
    )
