"""`grader export`: what it writes, what it refuses to overwrite, how it ends."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.gradebook.command import Done, Wanted, export
from grader.model import TaskInfo
from tests.gradebook.conftest import TASK, a_class, check, fixture, report, result


def exported(out: Path, to: Any, results: Any = None, **changes: Any) -> Done:
    """Runs it."""
    return export(results or a_class(), Wanted(to=to, out=out, **changes))


@pytest.mark.parametrize(
    ("to", "begins"),
    [("grades", b"id,name,"), ("wide", b"id,name,"), ("nbgrader", b"assignment,"), ("junit", b"<?xml"), ("lti", b"{"),
     ("gradescope", b"PK")],
)  # fmt: skip
def test_each_format_is_written(to: Any, begins: bytes, tmp_path: Path) -> None:
    done = exported(tmp_path / "out", to)
    assert (tmp_path / "out").read_bytes().startswith(begins)
    assert done.exit_code == 0
    assert done.lines[1] == "5 graded, 1 missing, 1 unreadable."


@pytest.mark.parametrize(("to", "name"), [("canvas", "canvas.csv"), ("moodle", "moodle-en.csv")])
def test_a_filled_file_lies_beside_the_exported_one(to: Any, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(fixture(name))
    done = exported(tmp_path / "out.csv", to, fill=tmp_path / name)
    assert (tmp_path / name).read_bytes() == fixture(name) != (tmp_path / "out.csv").read_bytes()
    assert done.exit_code == 0 and done.lines[1].startswith("4 rows have a grade now")


def test_the_exported_file_is_overwritten_only_by_force(tmp_path: Path) -> None:
    file = tmp_path / "canvas.csv"
    file.write_bytes(fixture("canvas.csv"))
    (tmp_path / "link.csv").symlink_to(file)
    for out in (file, tmp_path / "link.csv", tmp_path / "x" / ".." / "canvas.csv"):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(UsageError, match="would overwrite the exported file"):
            exported(out, "canvas", fill=file)
    assert file.read_bytes() == fixture("canvas.csv")
    assert exported(file, "canvas", fill=file, force=True).exit_code == 0
    assert file.read_bytes() != fixture("canvas.csv")


def test_a_grade_without_a_row_ends_with_1_and_the_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(fixture("canvas-semicolon.csv"))
    done = exported(tmp_path / "out.csv", "canvas", fill=tmp_path / "in.csv")
    assert done.exit_code == 1 and (tmp_path / "out.csv").exists()
    assert done.lines[-1].startswith("No row was found for 3 graded students")


@pytest.mark.parametrize(
    ("to", "changes", "said"),
    [
        ("canvas", {}, "--fill EXPORTED.csv"),
        ("grades", {"fill": Path("x.csv")}, "--fill is for canvas and moodle"),
        ("moodle", {"fill": Path("no-such-file.csv")}, "cannot be read"),
        ("grades", {"task": "nothing"}, "no task nothing"),
    ],
)
def test_what_cannot_mean_anything_is_refused(to: Any, changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        exported(tmp_path / "out", to, **changes)
    assert refused.value.exit_code == 2 and not (tmp_path / "out").exists()


def test_one_task_of_several_may_be_asked_for(tmp_path: Path) -> None:
    pooling = TaskInfo(id="pooling/max_pool2d", title="x", max_score=10)
    two = a_class(tasks=(TASK, pooling), results=(result("s-001", report(check(0, 4, 10)), task=pooling.id),))
    exported(tmp_path / "out", "lti", two, task="max_pool2d")
    assert json.loads((tmp_path / "out").read_bytes())["scoreGiven"] == 4
    exported(tmp_path / "grades.csv", "grades", two, task="max_pool2d")
    assert b",convolution/conv2d," not in (tmp_path / "grades.csv").read_bytes()


def test_asking_for_one_task_makes_nobody_missing_who_handed_in_something_that_fits_none(tmp_path: Path) -> None:
    pooling = TaskInfo(id="pooling/max_pool2d", title="x", max_score=10)
    stray = result("s-001", None, standing="unreadable", why="It fits no task.", task="")
    two = a_class(tasks=(TASK, pooling), results=(stray,))
    exported(tmp_path / "out", "nbgrader", two, task="max_pool2d", missing_as_zero=True)
    rows = (tmp_path / "out").read_text().splitlines()
    assert rows[1] == "max_pool2d,,,s-001,Anna Berg,,aberg@example.edu,,,,10.0"
    assert rows[2].endswith("pivanov@example.edu,0.0,0.0,0.0,10.0")


def test_gradescope_has_a_file_a_report(tmp_path: Path) -> None:
    exported(tmp_path / "out.zip", "gradescope")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist()[0] == "s-001/convolution/conv2d/results.json" and len(archive.namelist()) == 5


def test_what_is_not_graded_yet_is_said(tmp_path: Path) -> None:
    done = exported(tmp_path / "out", "grades", a_class(pending=("a", "b")))
    assert "2 submissions are not graded yet" in done.lines[1]


def test_the_mark_for_spreadsheets_is_written_on_demand(tmp_path: Path) -> None:
    for to in ("grades", "wide", "nbgrader"):
        exported(tmp_path / "out", to, bom=True)
        assert (tmp_path / "out").read_bytes().startswith(b"\xef\xbb\xbf")
