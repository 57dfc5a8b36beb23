"""One submission from the command line: what Ctrl-C leaves behind, what an exam forbids."""

import json
from pathlib import Path
from typing import Any

import pytest

import grader.grade
from grader.errors import GraderFault
from grader.model.base import Lang
from grader.single import Interrupted, Wanted, grade_one
from tests.conftest import Course

pytestmark = pytest.mark.jail
ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("lang", "moment"), [("en", "training"), ("ru", "идёт обучение")])
def test_ctrl_c_while_it_trains_leaves_whole_reports_that_say_ungraded(lang: Lang, moment: str, tmp_path: Path) -> None:
    file = tmp_path / "digits.py"
    file.write_text((ROOT / "reference" / "training" / "lenet_digits.py").read_text(encoding="utf-8"), encoding="utf-8")

    def say(text: str) -> None:
        if text.startswith(moment):
            raise KeyboardInterrupt

    targets = {"json": tmp_path / "r.json", "html": tmp_path / "r.html"}
    wanted = Wanted(task="training/lenet_digits", lang=lang, **targets)
    with pytest.raises(Interrupted, match="the report says that it is ungraded") as stopped:
        grade_one(file, wanted, say)
    assert stopped.value.exit_code == 130
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["state"] == "ungraded"
    assert {check["state"] for check in report["checks"]} == {"fault"}
    assert "Ctrl-C" in str(report["notes"])
    assert (tmp_path / "r.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert {path.name for path in tmp_path.iterdir()} == {"digits.py", "r.json", "r.html"}


def test_a_gpu_that_does_not_work_in_the_jail_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import grader.sandbox.devices

    monkeypatch.setattr(grader.sandbox.devices, "find_gpus", lambda *_: (0,))
    file = tmp_path / "digits.py"
    file.write_text((ROOT / "reference" / "training" / "lenet_digits.py").read_text(encoding="utf-8"), encoding="utf-8")
    report = grade_one(file, Wanted(task="training/lenet_digits"), lambda _: None)
    assert (report.score, report.environment.device) == (10.0, "cpu")
    assert "trained on the CPU" in next(note.message for note in report.notes if note.kind == "device")
    with pytest.raises(GraderFault, match=r"cuda:0 cannot be used in the jail: .*--device cpu"):
        grade_one(file, Wanted(task="training/lenet_digits", device="cuda"), lambda _: None)
    function = tmp_path / "pool.py"
    source = (ROOT / "reference" / "pooling" / "avg_pool2d.py").read_text(encoding="utf-8")
    function.write_text(source, encoding="utf-8")
    report = grade_one(function, Wanted(device="cuda"), lambda _: None)
    assert [note for note in report.notes if note.kind == "device"] == []


@pytest.mark.parametrize(
    ("reference", "device", "said"),
    [
        ("training/lenet_digits", "auto", ["No GPU was found here, so what trains ran on the CPU."]),
        ("training/lenet_digits", "cpu", []),
        ("pooling/avg_pool2d", "auto", []),
    ],
)
def test_who_asks_for_any_device_is_told_that_there_was_no_gpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str, device: str, said: list[str]
) -> None:
    import grader.sandbox.devices

    monkeypatch.setattr(grader.sandbox.devices, "find_gpus", lambda *_: ())
    source = (ROOT / "reference" / f"{reference}.py").read_text(encoding="utf-8")
    (tmp_path / "own.py").write_text(source, encoding="utf-8")
    report = grade_one(tmp_path / "own.py", Wanted(task=reference, device=device), lambda _: None)
    assert [note.message for note in report.notes if note.kind == "device"] == said


@pytest.mark.parametrize(("settings", "searched"), [("", 2.5), ("hints = false\n", 0.0)])
def test_hints_are_searched_for_unless_the_course_forbids_it(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, searched: float
) -> None:
    seen: list[tuple[float, bool]] = []
    real = grader.grade.run_submission

    def run(*arguments: Any, **named: Any) -> Any:
        seen.append((named["hints"], named["teacher"]))
        return real(*arguments, **(named | {"hints": 0.0}))

    monkeypatch.setattr(grader.grade, "run_submission", run)
    root = course(files={"assignments/course.toml": settings})
    file = tmp_path / "double.py"
    file.write_text("def double(x):\n    return 3 * x\n", encoding="utf-8")
    grade_one(file, Wanted(task="demo/double", roots=[root], hints=2.5, teacher=True), lambda _: None)
    assert seen == [(searched, True)]
