"""A file together with what its place says: whose it is, for which task, which version, when."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from grader.cohort.listing import Entry, Tree
from grader.cohort.names import fold

_COPY = re.compile(
    r"^(?:copy of |копия )?(?P<base>.+?)"
    r"(?:[\s_]*\((?P<number>\d{1,3})\)|[\s_]*[-–—][\s_]*(?:copy|копия)(?:[\s_]*\(?\d{1,3}\)?)?"
    r"|-copy\d{1,3}|[\s_](?:copy|копия)(?:[\s_]?\d{1,3})?|[\s_-]+(?:v|ver|version|вер|версия)\.?[\s_]?(?P<version>\d{1,3}))*$",
    re.IGNORECASE | re.DOTALL,
)
_DOUBLE = re.compile(r"\.(?:ipynb|py|zip|npz)\.(?:txt|json)$|\.tar\.(?:gz|bz2|xz)$|\.pth?\.tar$", re.IGNORECASE)

TASK_WORD = re.compile(
    r"(?:hws?|homeworks?|labs?|labwork|tasks?|assignments?|assgn|ex|exercises?|pset|ps|projects?|notebooks?|nb|solutions?"
    r"|submissions?|week"
    r"|дз|домашка|домашнее|домашняя|лаб|лаба|лабораторная|работа|работы|неделя|задание|задача|практика|ноутбук|решение|решения|untitled)\d*",
)
"""What names an assignment rather than a person."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who handed something in, as far as names say."""

    id: str
    """What the student is called where no roster knows better."""
    text: str
    """What is compared with the roster's names, ids and addresses."""
    name: str = ""
    aliases: tuple[str, ...] = ()
    number: str = ""
    """The platform's own number."""
    platform: str = ""
    """Whose number it is: `moodle` or `canvas`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of one student."""

    claim: Claim
    entry: Entry
    inner: tuple[str, ...]
    """Its path in what the student handed in, without what the platform put around names."""
    area: tuple[str, ...] = ()
    """Pieces of one student with the same area were handed in together."""
    task: str | None = None
    late: bool = False
    when: datetime | None = None
    version: int = 0

    @property
    def name(self) -> str:
        return self.inner[-1]


@dataclass(slots=True)
class Understood:
    """What one tree holds."""

    layout: str
    tree: Tree
    pieces: list[Piece] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def split_name(name: str) -> tuple[str, str]:
    """(stem, suffix) of a file's name; `hw.ipynb.txt` and `hw.tar.gz` have double ones."""
    double = _DOUBLE.search(name)
    if double and double.start() > 0:
        return name[: double.start()], name[double.start() :]
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if dot and stem and 0 < len(suffix) <= 12 and " " not in suffix else (name, "")


def split_copy(stem: str) -> tuple[str, int | None]:
    """(the stem without what a program adds to a second copy of a file, the copy's number where it says one).

    None where it is no copy. `hw (2)` and `hw_v2` are version 2; `hw - Copy`, `hw-Copy1`, `Копия hw` are copies of
    which nobody knows whether they are older or newer: version 0.
    """
    found = _COPY.fullmatch(stem)
    if not found or found["base"] == stem:
        return stem, None
    return found["base"].strip(" _-–—") or stem, int(found["number"] or found["version"] or 0)


def known_task(text: str, tasks: dict[str, str]) -> str | None:
    """The task that a folder or file of this name is about."""
    return tasks.get(fold(text).replace("-", "_").replace(" ", "_"))


def task_names(tasks: list[str]) -> dict[str, str]:
    """From folded names to tasks: the whole id (`convolution/conv2d`) and its last part."""
    names = {fold(task.rpartition("/")[2]): task for task in tasks}
    return names | {fold(task): task for task in tasks}
