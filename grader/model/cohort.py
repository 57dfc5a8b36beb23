"""A cohort: who there is, what was handed in, and what came of it."""

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import field_serializer

from grader.model.base import Frozen
from grader.model.report import Report

Standing = Literal["graded", "ungraded", "unreadable"]
"""`ungraded`: we failed, it may be tried again; `unreadable`: the file could not be opened, or fits no task."""


class Student(Frozen):
    """One person, by the roster or by what the names of files say."""

    id: str
    """The key that results are filed under: the roster's id, else what the files' names say. Any script."""
    name: str = ""
    email: str = ""
    section: str = ""
    aliases: tuple[str, ...] = ()
    """Other ids that a learning platform knows this person by: its own number, a login, a participant's number."""


class Handed(Frozen):
    """One thing that somebody handed in, not opened yet."""

    student: str
    """Student.id."""
    task: str | None = None
    """The task as a folder names it (`conv2d`, `convolution/conv2d`); None where nothing says."""
    file: str
    """Its name without folders and without what the platform put around it: `hw1.ipynb`."""
    source: str
    """Where it lies below the cohort's folder, `!` before a member of an archive: `all.zip!smith_12/hw1.ipynb`."""
    path: Path
    """The file on disk, or the archive that holds it; a folder where its modules belong together."""
    member: str | None = None
    """The archive's member."""
    parts: tuple[tuple[str, str], ...] = ()
    """Files that belong together: (name in the zip that they become, where it lies below `path` or which member)."""
    late: bool = False
    when: datetime | None = None
    """When it was handed in, as far as anything says; aware, UTC."""
    version: int = 0
    """By the platform's numbering of versions; the higher, the later."""

    @field_serializer("path", "parts", when_used="json")
    def _as_text(self, value: Path | tuple[tuple[str, str], ...]) -> object:
        """Names on disk need not be text, and JSON is: bytes that are no UTF-8 become escapes."""
        if isinstance(value, Path):
            return os.fsencode(value).decode("utf-8", "backslashreplace")
        return [[name, os.fsencode(place).decode("utf-8", "backslashreplace")] for name, place in value]


class Ignored(Frozen):
    """A file that is no submission, and why: nothing is skipped in silence."""

    source: str
    why: str


class Cohort(Frozen):
    """A folder of submissions, understood."""

    layout: str
    """`flat`, `folders`, `nbgrader`, `moodle`, `canvas`, `classroom`: what the names look like."""
    students: tuple[Student, ...]
    """Everybody: the roster's people in its order, then those who are not on it."""
    handed: tuple[Handed, ...]
    ignored: tuple[Ignored, ...] = ()
    missing: tuple[str, ...] = ()
    """Ids on the roster of whom nothing was handed in."""
    unknown: tuple[str, ...] = ()
    """Ids of whom something was handed in and that are not on the roster; empty where there is no roster."""
    remarks: tuple[str, ...] = ()
    """What a teacher should know of how the names were understood."""


class Result(Frozen):
    """What came of one student's submission for one task."""

    student: str
    """Student.id."""
    task: str
    """The task's id; empty where none was found."""
    standing: Standing
    file: str
    source: str
    late: bool = False
    when: datetime | None = None
    superseded: tuple[str, ...] = ()
    """Sources of earlier versions, which do not count."""
    report: Report | None = None
    """None where the file could not be read."""
    why: str = ""
    """For `ungraded` and `unreadable`: the reason, in words."""
    seconds: float = 0.0
    """From start to report, the waiting not counted."""
    attempts: int = 1
    """How often it was tried: 2 where a worker or a template was lost."""
    folder: str = ""
    """Where its files lie below the results: `smith/convolution/conv2d`."""
    fingerprints: tuple[int, ...] = ()
    """Of its code, for likeness: see grader.similar."""
    origin: str = ""
    """Names the folder of submissions that it came from, without telling where that lies."""
    gone: bool = False
    """Whether its file is no longer there, or no longer counts: it is kept, and nobody's grade."""


class TaskInfo(Frozen):
    """What gradebooks and pages say of a task."""

    id: str
    title: str
    max_score: float


class ClassResults(Frozen):
    """A whole cohort, graded as far as it is: what gradebooks and the class page are made from."""

    tasks: tuple[TaskInfo, ...]
    students: tuple[Student, ...]
    results: tuple[Result, ...]
    """At most one a student and task, and those without a task."""
    ignored: tuple[Ignored, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    """Sources that have not been graded yet: the run was broken off or goes on."""
    handed: tuple[tuple[str, str], ...] = ()
    """(student, task) of what is known to have been handed in: without a result it waits, it is not missing."""
    lang: str = "en"
