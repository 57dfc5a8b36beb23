"""The benchmark with tiny numbers: its class, its field, its figures; no peer is installed, nothing is timed."""

import json
import xml.etree.ElementTree
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.benchmarks import bench, peers
from tests.benchmarks.cases import points, write_cases
from tests.benchmarks.cohort import WORKS, Student, cells, cohort, write_cohort
from tests.benchmarks.compared import Field, measure_class
from tests.benchmarks.figures import last_line, wishes
from tests.benchmarks.shown import markdown, picture
from tests.benchmarks.tools import ToolFailed


class Fixed:
    """A tool that is said to take so long for one class."""

    def __init__(self, name: str, *seconds: float, wrong: Sequence[str] = (), fails: bool = False) -> None:
        self.name = name
        self._seconds = list(seconds)
        self._wrong, self._fails = set(wrong), fails
        self._right: set[str] = set()

    def prepare(self, folder: Path, students: Sequence[Student]) -> None:
        self._right = {student.name for student in students if student.right}

    def run(self) -> dict[str, float]:
        if self._fails:
            raise ToolFailed("it ended with 2:\nand said why")
        return {"autograde": self._seconds.pop(0), "generate_feedback": 1.0}

    def right(self) -> set[str] | None:
        return self._right ^ self._wrong


def _class(tmp_path: Path, **tools: Fixed) -> dict[str, Any]:
    versions = {"nbgrader": "0.9", "nbclient": "0.10"}
    return measure_class(Field(tools, {}, versions), tmp_path, 10, 3, lambda _: None, ["50 ms"])


def _found(tmp_path: Path) -> dict[str, Any]:
    run = {"seconds": 4.0, "wrong": 0, "peak_mb": 900.0, "peak_descriptors": 70}
    samples = [{"s": s, "mb": 800.0 + s, "descriptors": 60} for s in range(4)]
    return {
        "machine": {"date": "2026-01-02", "cores": 2, "cpu": "A & B", "load": 9.0, "versions": {"torch": "2.6"}},
        "class": _class(
            tmp_path,
            ours=Fixed("this grader, --jobs 2", 1.0, 3.0, 1.0),
            nbgrader=Fixed("nbgrader", 39.0, 59.0, 29.0),
            otter=Fixed("otter-grader, otter run", fails=True),
            nbclient=Fixed("floor: nbclient", 19.0, 39.0, 19.0),
        ),
        "growth": {
            "jobs": 2,
            "runs": [
                {**run, "size": 300, "samples": samples},
                {**run, "size": 3000, "peak_mb": 2000.0, "samples": samples},
            ],
            "one_job_s": [10.0, 12.0, 9.0],
            "more_jobs_s": [5.0, 6.0, 9.0],
            "repeated_s": [2.0, 2.5, 9.0],
        },
        "overhead": {
            "overhead_ms_module": 82.8483,
            "overhead_ms_notebook": 285.0444,
            "cold_module_ratio": 0.7,
            "cold_notebook_ratio": 0.8,
            "many": 300,
            "many_wrong": 0,
            "many_memory_growth_mb": 0.04,
            "many_descriptor_growth": 0,
        },
    }


def test_the_same_class_comes_out_each_time_and_no_two_files_are_alike(tmp_path: Path) -> None:
    first, second = (write_cohort(tmp_path / name, cohort(25, loops=True)) for name in ("first", "second"))
    texts = [file.read_text(encoding="utf-8") for file in first]
    assert texts == [file.read_text(encoding="utf-8") for file in second]
    assert len(set(texts)) == 25
    assert all("numbers[i + 1] > best" in text for text in texts)
    modules = write_cohort(tmp_path / "modules", cohort(25, loops=False), "module")
    assert len({file.read_text(encoding="utf-8") for file in modules}) == 25


def test_the_checks_of_the_peers_pass_the_right_students_and_only_those(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cases(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    checks: dict[str, Any] = {"__file__": str(tmp_path / "course_checks.py")}
    exec((tmp_path / "course_checks.py").read_text(encoding="utf-8"), checks)
    for student in cohort(len(WORKS), loops=False):
        names: dict[str, Any] = {}
        for cell in cells(student):
            exec(cell.source, names)
        failed = [check for check in points() if _fails(checks["assert_check"], names["max_pool2d"], check)]
        assert (failed == []) == student.right, (student.name, failed)


def _fails(assert_check: Any, function: Any, check: str) -> bool:
    try:
        assert_check(function, check)
    except Exception:
        return True
    return False


@pytest.mark.parametrize("source", [peers._nbgrader_source, peers._otter_master])
def test_the_notebooks_for_the_peers_ask_every_check(source: Any) -> None:
    body = source()
    asked = [check for check in points() if any(f'assert_check(max_pool2d, "{check}")' in cell.source for cell in body)]
    assert asked == list(points())
    nbformat.validate(peers.notebook(body))


def test_the_student_takes_the_place_of_the_solution() -> None:
    handed_out = peers.notebook(peers._nbgrader_source())
    student = cohort(1, loops=True)[0]
    filled = peers._filled(handed_out, student)
    assert [cell.source for cell in filled.cells[1:4]] == [cell.source for cell in cells(student)]
    assert filled.cells[1].metadata["nbgrader"]["grade_id"] == "solution"
    assert len(filled.cells) == len(handed_out.cells) + 2
    assert "student0000" not in handed_out.cells[1].source


def test_the_last_line_holds_medians_of_the_rounds_and_null_for_who_failed(tmp_path: Path) -> None:
    assert last_line(_found(tmp_path)) == {
        "ratio_nbgrader": 15.0,  # 40 / 2, 60 / 4, 30 / 2
        "ratio_otter": None,
        "ratio_nbclient": 10.0,
        "overhead_ms_module": 82.85,
        "overhead_ms_notebook": 285.04,
    }
    assert set(last_line({}).values()) == {None}


def test_who_grades_otherwise_than_the_others_is_not_timed(tmp_path: Path) -> None:
    found = _class(tmp_path, ours=Fixed("ours", 1.0, 1.0, 1.0), otter=Fixed("otter", 9.0, wrong=["student0002"]))
    assert found["failed"] == {"otter": "full marks are wrong for student0002"}
    assert last_line({"class": found})["ratio_otter"] is None


def test_the_ratio_is_that_of_the_class_that_is_worse_for_us(tmp_path: Path) -> None:
    found = _class(tmp_path, ours=Fixed("ours", 1.0, 1.0, 1.0), nbclient=Fixed("nbclient", 9.0, 9.0, 9.0))
    found["seconds"]["0 ms"] = {"ours": [{"batch": 1.0}], "nbclient": [{"run": 4.0}]}
    assert last_line({"class": found})["ratio_nbclient"] == 4.0


def test_the_wishes_say_what_holds(tmp_path: Path) -> None:
    held = {wish.what: wish.holds for wish in wishes(_found(tmp_path))}
    assert held["nbgrader's time / ours"] is True
    assert held["otter-grader's time / ours"] is None
    assert held["a notebook, beyond its own running time"] is False
    assert held["300 modules: `--jobs 1` / `--jobs 2`"] is True
    assert held["300 modules again, unchanged"] is True
    assert held["memory for 10 times as many"] is False


def test_the_table_names_everybody_and_says_who_could_not_be_measured(tmp_path: Path) -> None:
    text = markdown(_found(tmp_path), None)
    assert text.startswith("2026-01-02, 2 cores (A & B), torch 2.6, nbgrader 0.9, nbclient 0.10. Medians of 3 ")
    assert "Others were using the machine (load 9.0 before it began)." in text
    assert "| nbgrader | 4.00 | 15.0 | none |" in text
    assert "| nbgrader without `generate_feedback` | 3.90 |" in text
    assert "| otter-grader, otter run | - | - |" in text
    assert "otter-grader, otter run could not be measured: it ended with 2:" in text
    assert "| a notebook, beyond its own running time | 285 ms | at most 250 ms (missed) |" in text


def test_the_picture_is_well_formed_and_shows_what_there_is(tmp_path: Path) -> None:
    drawn = picture(_found(tmp_path))
    xml.etree.ElementTree.fromstring(drawn)
    assert "Memory of all our processes while 3000 modules are graded" in drawn
    xml.etree.ElementTree.fromstring(picture({}))


def test_a_run_of_one_part_keeps_the_others_and_the_readme_takes_them(tmp_path: Path) -> None:
    found = _found(tmp_path)
    bench._keep(tmp_path, found)
    bench._keep(tmp_path, {"machine": found["machine"], "overhead": {**found["overhead"], "overhead_ms_module": 9.0}})
    kept = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert kept["class"]["notebooks"] == 10
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- bench: by hand -->\nstale\n<!-- bench end -->\nafter\n", encoding="utf-8")
    bench._insert(tmp_path, readme, tmp_path / "shown.svg")
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- bench: by hand -->\n")
    assert text.endswith("<!-- bench end -->\nafter\n")
    assert "| a module, beyond its own running time | 9 ms | at most 100 ms |" in text
    assert "stale" not in text
    assert (tmp_path / "shown.svg").read_text(encoding="utf-8").startswith("<svg ")
