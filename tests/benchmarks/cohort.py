"""A class of max_pool2d as honest students hand it in: six of ten right, four with a usual mistake, no two files alike.

The same arguments give the same files. With `loops` each notebook also has a cell of plain Python loops, about 50 ms.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

TASK = "pooling/max_pool2d"
RIGHT = Path(__file__).resolve().parents[2] / "assignments" / "pooling" / "max_pool2d" / "right"

Kind = Literal["notebook", "module"]


class Student(NamedTuple):
    """One student's work, before it is put into the file that a grader wants."""

    name: str
    solution: str
    """Imports, helpers and the function."""
    trial: str
    """What the student tried the function with."""
    loops: str
    """A cell of plain loops; empty in the class without them."""
    right: bool


class _Work(NamedTuple):
    file: str
    written: str = ""
    """What stands in the right solution,"""
    mistaken: str = ""
    """and what the student wrote; empty: it stayed right."""


WORKS = (
    _Work("columns.py"),
    _Work("loops.py"),
    _Work("shifted.py", "-torch.inf", "0.0"),  # a border of zeros
    _Work("rows_then_columns.py"),
    _Work("loops.py", "stride = kernel_size", "stride = 1"),
    _Work("shifted.py"),
    _Work("columns.py", "if ceil_mode:", "if False:  # not yet"),  # unfinished
    _Work("rows_then_columns.py"),
    _Work("loops.py", "places.append(r * W + c)", "places.append(r * Wo + c)"),
    _Work("columns.py"),
)

_NUMBERS = 140_000
"""So many that the loops take about 50 ms; what they do take is measured in each run."""

_LOOPS = """\
# pooling in one dimension, without torch: windows of two
numbers = [(i * 7919 + {seed}) % 1009 for i in range({count})]
largest = []
for i in range(len(numbers) - 1):
    best = numbers[i]
    if numbers[i + 1] > best:
        best = numbers[i + 1]
    largest.append(best)
sum(largest)
"""


def cohort(count: int, *, loops: bool) -> list[Student]:
    """The first `count` students of the class."""
    return [_student(number, loops) for number in range(count)]


def _student(number: int, loops: bool) -> Student:
    work = WORKS[number % len(WORKS)]
    source = (RIGHT / work.file).read_text(encoding="utf-8")
    if work.mistaken:
        if work.written not in source:
            raise ValueError(f"{work.file} has no {work.written!r} any more; mend WORKS in {Path(__file__).name}")
        source = source.replace(work.written, work.mistaken)
    name = f"student{number:04d}"
    return Student(
        name=name,
        solution=f"# {name}\n{source}",
        trial=f"x = torch.arange({number}, {number} + 32.0).view(1, 2, 4, 4)\nmax_pool2d(x, 2)\n",
        loops=_LOOPS.format(seed=number, count=_NUMBERS) if loops else "",
        right=not work.mistaken,
    )


def cells(student: Student) -> list[nbformat.NotebookNode]:
    """The student's own cells, the same ones for every grader."""
    codes = [student.solution, student.trial, *([student.loops] if student.loops else [])]
    return [new_code_cell(code.strip("\n"), id=f"own-{number}") for number, code in enumerate(codes)]


def notebook(body: Sequence[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """A notebook of these cells for the usual kernel."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=list(body), metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def write_cohort(folder: Path, students: Sequence[Student], kind: Kind = "notebook") -> list[Path]:
    """One folder a student with one file in it, as our grader takes them. Returns the files."""
    files = []
    for student in students:
        place = folder / student.name
        place.mkdir(parents=True)
        if kind == "notebook":
            file = place / "max_pool2d.ipynb"
            title = new_markdown_cell("## Max pooling", id="title")
            nbformat.write(notebook([title, *cells(student)]), file)
        else:
            file = place / "max_pool2d.py"
            file.write_text(f"{student.solution}\n\n{student.loops}".rstrip("\n") + "\n", encoding="utf-8")
        files.append(file)
    return files
