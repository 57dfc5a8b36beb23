"""nbgrader and otter-grader, used as their own documentation says for a course, each in an environment of its own.

    nbgrader      source/ -> `generate_assignment`; then, timed, `autograde` and `generate_feedback` for the whole class
    otter-grader  a master notebook -> `otter assign`; then, timed, `otter run` for each notebook, its documented way
                  without containers; or `otter.api.grade_submission` for all of them in one process

Both ask our own cases, one assertion a check. Without containers neither has a jail or grades two notebooks at once.
Torch is not installed again: a .pth file puts our site-packages behind theirs, which changes nothing in their running
time (the same files are read; whatever they bring themselves comes first).
"""

import importlib.util
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.benchmarks.cases import points, write_cases
from tests.benchmarks.cohort import RIGHT, Student, cells, notebook
from tests.benchmarks.tools import Seconds, ToolFailed, timed

NAME = "max_pool2d"
FILES = ("cases.pt", "course_checks.py")


class Environment:
    """A virtual environment with one peer, kept between runs."""

    def __init__(self, folder: Path, *packages: str) -> None:
        self.folder = folder
        self.packages = packages
        self.bin = folder / "bin"

    def install(self) -> str:
        """Makes it if need be; returns the peer's version. Raises ToolFailed with what pip said."""
        stamp = self.folder / ".installed"
        if not stamp.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            _checked([sys.executable, "-m", "venv", str(self.folder)])
            _checked([str(self.bin / "python"), "-m", "pip", "install", "--quiet", *self.packages])
            stamp.touch()
        torch = importlib.util.find_spec("torch")
        assert torch is not None and torch.origin is not None
        purelib = next(self.folder.glob("lib/python*/site-packages"))
        (purelib / "zz_torch_of_the_grader.pth").write_text(f"{Path(torch.origin).parents[1]}\n", encoding="utf-8")
        asked = f"import importlib.metadata as m, torch, ipykernel; print(m.version({self.packages[0]!r}))"
        return _checked([str(self.bin / "python"), "-c", asked]).strip()  # reads torch from the disk once, too

    def variables(self, folder: Path) -> Mapping[str, str]:
        """What a shell has after `activate`, and no settings of the user who runs the benchmark."""
        jupyter = {f"JUPYTER_{kind}_DIR": str(folder / ".jupyter" / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
        path = f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}"
        return {**jupyter, "IPYTHONDIR": str(folder / ".ipython"), "VIRTUAL_ENV": str(self.folder), "PATH": path}


class Nbgrader:
    """A course directory, graded and given feedback by two commands."""

    name = "nbgrader"

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def prepare(self, folder: Path, students: Sequence[Student]) -> None:
        self.folder, self.students = folder, students
        write_cases(folder / "source" / NAME)
        nbformat.write(notebook(_nbgrader_source()), folder / "source" / NAME / f"{NAME}.ipynb")
        (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "cnn"\n')
        self._nbgrader("generate_assignment")
        released = nbformat.read(folder / "release" / NAME / f"{NAME}.ipynb", 4)
        for student in students:
            place = folder / "submitted" / student.name / NAME
            place.mkdir(parents=True)
            for file in FILES:
                shutil.copy(folder / "source" / NAME / file, place)
            nbformat.write(_filled(released, student), place / f"{NAME}.ipynb")

    def run(self) -> Seconds:
        return {"autograde": self._nbgrader("autograde"), "generate_feedback": self._nbgrader("generate_feedback")}

    def right(self) -> set[str]:
        missing = [s.name for s in self.students if not (self.folder / "feedback" / s.name / NAME).is_dir()]
        if missing:
            raise ToolFailed(f"nbgrader wrote no feedback for {', '.join(missing)}")
        with sqlite3.connect(self.folder / "gradebook.db") as book:
            rows = book.execute(_SCORES).fetchall()
        return {student for student, score in rows if score == sum(points().values())}

    def _nbgrader(self, command: str) -> float:
        return timed(
            [str(self.environment.bin / "nbgrader"), command, NAME],
            self.folder,
            env=self.environment.variables(self.folder),
        )


_SCORES = """
select submitted_assignment.student_id, sum(grade.auto_score)
from grade
join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
group by submitted_assignment.student_id
"""


def _nbgrader_source() -> list[nbformat.NotebookNode]:
    """The teacher's notebook: the solution's cell, and one cell of hidden tests a check."""
    solution = (RIGHT / "columns.py").read_text(encoding="utf-8")
    code = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
    body = [
        new_markdown_cell("## Max pooling", id="title"),
        new_code_cell(code, id="solution", metadata=_nbgrader_cell("solution", None)),
    ]
    for check, worth in points().items():
        test = (
            f"from course_checks import assert_check\n### BEGIN HIDDEN TESTS\n{_asserted(check)}\n### END HIDDEN TESTS"
        )
        body.append(new_code_cell(test, id=check, metadata=_nbgrader_cell(check, worth)))
    return body


def _nbgrader_cell(name: str, worth: float | None) -> dict[str, Any]:
    tests = worth is not None
    marks = {"grade": tests, "solution": not tests, "locked": tests, "task": False, "schema_version": 3}
    return {"nbgrader": {**marks, "grade_id": name, **({"points": worth} if tests else {})}}


class OtterRun:
    """`otter run` for each notebook."""

    name = "otter-grader, otter run"

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def prepare(self, folder: Path, students: Sequence[Student]) -> None:
        self.folder, self.students = folder, students
        write_cases(folder / "course")
        nbformat.write(notebook(_otter_master()), folder / "course" / f"{NAME}.ipynb")
        command = [
            str(self.environment.bin / "otter"),
            "assign",
            "--no-pdfs",
            "--no-run-tests",
            f"{NAME}.ipynb",
            "dist",
        ]
        timed(command, folder / "course", env=self.environment.variables(folder))
        dist = folder / "course" / "dist"
        self.autograder = next(dist.glob("autograder/*.zip"))
        handed_out = nbformat.read(dist / "student" / f"{NAME}.ipynb", 4)
        for student in students:
            (folder / "results" / student.name).mkdir(parents=True)
            (folder / "submitted" / student.name).mkdir(parents=True)
            nbformat.write(_filled(handed_out, student), folder / "submitted" / student.name / f"{NAME}.ipynb")

    def run(self) -> Seconds:
        start = time.monotonic()
        for student in self.students:
            command = [str(self.environment.bin / "otter"), "run", "--no-logo", "-a", str(self.autograder)]
            command += ["-o", str(self.folder / "results" / student.name)]
            command += [str(self.folder / "submitted" / student.name / f"{NAME}.ipynb")]
            timed(command, self.folder, env=self.environment.variables(self.folder))
        return {"otter run": time.monotonic() - start}

    def right(self) -> set[str]:
        found = set()
        for student in self.students:
            text = (self.folder / "results" / student.name / "results.json").read_text(encoding="utf-8")
            tests = [test for test in json.loads(text)["tests"] if test.get("max_score")]
            if tests and sum(test["score"] for test in tests) == sum(points().values()):
                found.add(student.name)
        return found


class OtterApi(OtterRun):
    """The same through otter's Python interface: one process starts all kernels, which saves importing otter anew."""

    name = "otter-grader, otter.api"

    def run(self) -> Seconds:
        command = [str(self.environment.bin / "python"), "-c", _OTTER_API, str(self.autograder)]
        return {"otter.api": timed(command, self.folder, env=self.environment.variables(self.folder))}


_OTTER_API = """
import json, pathlib, sys
from otter.api import grade_submission
for folder in sorted(pathlib.Path("submitted").iterdir()):
    results = grade_submission(str(next(folder.glob("*.ipynb"))), sys.argv[1], quiet=True)
    tests = [{"score": one.score, "max_score": one.possible} for one in results.results.values()]
    pathlib.Path("results", folder.name, "results.json").write_text(json.dumps({"tests": tests}))
"""


def _otter_master() -> list[nbformat.NotebookNode]:
    """The teacher's notebook: one question, one hidden test a check."""
    config = f"# ASSIGNMENT CONFIG\ninit_cell: true\nexport_cell: false\nfiles:\n    - {FILES[0]}\n    - {FILES[1]}"
    parts = [
        new_raw_cell(config),
        new_raw_cell(f"# BEGIN QUESTION\nname: {NAME}"),
        new_markdown_cell("## Max pooling"),
        new_raw_cell("# BEGIN SOLUTION"),
        new_code_cell(f"# BEGIN SOLUTION\n{(RIGHT / 'columns.py').read_text(encoding='utf-8')}\n# END SOLUTION"),
        new_raw_cell("# END SOLUTION"),
        new_raw_cell("# BEGIN TESTS"),
    ]
    for check, worth in points().items():
        test = f"from course_checks import assert_check\n{_asserted(check)}"
        settings = f'""" # BEGIN TEST CONFIG\nhidden: true\npoints: {worth}\n""" # END TEST CONFIG'
        parts.append(new_code_cell(f"{settings}\n{test}"))
    parts += [new_raw_cell("# END TESTS"), new_raw_cell("# END QUESTION")]
    for number, cell in enumerate(parts):
        cell["id"] = f"part-{number}"
    return parts


def _asserted(check: str) -> str:
    return f'assert_check({NAME}, "{check}")'


def _filled(handed_out: nbformat.NotebookNode, student: Student) -> nbformat.NotebookNode:
    """The handout with the student's cells: the first takes the place of the solution's, the others follow it."""
    filled = nbformat.from_dict(handed_out)
    codes = [n for n, cell in enumerate(filled.cells) if cell.cell_type == "code" and _is_answer(cell)]
    if len(codes) != 1:
        raise ToolFailed(f"the handout has {len(codes)} cells for the answer instead of one")
    first, *others = cells(student)
    filled.cells[codes[0]]["source"] = first.source
    filled.cells[codes[0] + 1 : codes[0] + 1] = others
    return filled


def _is_answer(cell: nbformat.NotebookNode) -> bool:
    marks = cell.metadata.get("nbgrader", {})
    return bool(marks.get("solution")) or "otter_answer_cell" in cell.metadata.get("tags", [])


def _checked(command: Sequence[str]) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise ToolFailed(f"its environment cannot be made:\n{' '.join(command)}\n{done.stdout[-2000:]}")
    return done.stdout
