"""What is compared: each tool gets the same students, is made ready untimed, and is then timed from its first process.

    ours      grader batch            jail on; JSON and HTML reports, grades.csv
    cold      a process a notebook    imports torch, runs the cells and the same cases, writes nothing
    nbclient  a kernel a notebook     runs the cells, torch imported; no grading, nothing is written

Those that must be installed are in peers.py.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import nbformat
from nbformat.v4 import new_code_cell

from tests.benchmarks.cases import write_cases
from tests.benchmarks.cohort import TASK, Student, cells, notebook, write_cohort

ROOT = Path(__file__).resolve().parents[2]

OWN = {"PYTHONPATH": str(ROOT)}
"""The grader of this very checkout."""

Seconds = Mapping[str, float]
"""What each step took; their sum is what counts."""


class ToolFailed(Exception):
    """A tool could not be installed or ended with an error: no figure for it."""


class Tool(Protocol):
    """One way to get a class graded."""

    name: str

    def prepare(self, folder: Path, students: Sequence[Student]) -> None:
        """Makes `folder` hold all that the tool wants to find. Not timed. Raises ToolFailed."""

    def run(self) -> Seconds:
        """From the command to the last file. Raises ToolFailed."""

    def right(self) -> set[str] | None:
        """The students with full marks; None where nothing is graded."""


class Ours:
    """`grader batch`, as a teacher calls it."""

    def __init__(self, jobs: int) -> None:
        self.name = f"this grader, --jobs {jobs}"
        self.jobs = jobs

    def prepare(self, folder: Path, students: Sequence[Student]) -> None:
        write_cohort(folder / "submitted", students)
        self.folder = folder

    def run(self) -> Seconds:
        command = batch_command(self.folder / "submitted", self.folder / "out", self.jobs)
        return {"batch": timed(command, self.folder, env=OWN)}

    def right(self) -> set[str]:
        return full_marks(self.folder / "out")


def batch_command(submitted: Path, out: Path, jobs: int) -> list[str]:
    """Our command on a folder. Without the search for wrong statements, which nobody else has."""
    options = ["--out", str(out), "--task", TASK, "--jobs", str(jobs), "--no-hints"]
    return [sys.executable, "-m", "grader", "batch", str(submitted), *options]


def full_marks(out: Path) -> set[str]:
    """The students whose report of ours gives all points."""
    found = set()
    for file in out.glob("*/**/report.json"):
        report = json.loads(file.read_text(encoding="utf-8"))
        if report["score"] == report["max_score"]:
            found.add(file.relative_to(out).parts[0])
    return found


class ColdProcess:
    """The least that a loop over files costs when each has a process of its own: no file, no report, no jail."""

    name = "floor: a cold process a notebook"

    def prepare(self, folder: Path, students: Sequence[Student]) -> None:
        write_cases(folder)
        for student in students:
            source = "\n\n".join(cell.source for cell in cells(student))
            (folder / f"{student.name}.py").write_text(source, encoding="utf-8")
        self.folder, self.students = folder, students

    def run(self) -> Seconds:
        start = time.monotonic()
        for student in self.students:
            timed([sys.executable, "-c", _COLD, f"{student.name}.py"], self.folder)
        return {"run": time.monotonic() - start}

    def right(self) -> None:
        return None


_COLD = """
import sys, torch
names = {}
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), names)
sys.path.insert(0, ".")
import course_checks
for check in course_checks.CASES:
    try:
        course_checks.assert_check(names["max_pool2d"], check)
    except Exception:
        pass
"""


class PlainNbclient:
    """What running a notebook costs at all where each has a kernel of its own: no check, no report, no jail."""

    name = "floor: nbclient, a kernel a notebook"

    def prepare(self, folder: Path, students: Sequence[Student]) -> None:
        for student in students:
            body = [new_code_cell("import torch", id="torch"), *cells(student)]
            nbformat.write(notebook(body), folder / f"{student.name}.ipynb")
        self.folder = folder

    def run(self) -> Seconds:
        return {"run": timed([sys.executable, "-c", _NBCLIENT], self.folder)}

    def right(self) -> None:
        return None


_NBCLIENT = """
import pathlib, nbclient, nbformat
for file in sorted(pathlib.Path().glob("*.ipynb")):
    nbclient.NotebookClient(nbformat.read(file, 4), kernel_name="python3", allow_errors=True).execute()
"""


def timed(command: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None) -> float:
    """Seconds of a command in `folder`. Raises ToolFailed with what it last said."""
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    seconds = time.monotonic() - start
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace")[-2000:]
        raise ToolFailed(f"{Path(command[0]).name} {command[1]} ended with {done.returncode}:\n{said}")
    return seconds


def fresh(folder: Path) -> Path:
    """`folder`, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
