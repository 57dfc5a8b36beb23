"""Changed tasks applied to what was returned once: the same as grading anew, and nobody's code runs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.batch.asked import Wanted
from grader.batch.rescore import rescore
from grader.batch.results import GRADES, read_results
from grader.batch.run import run_batch
from grader.batch.store import RETURNED, Store
from grader.errors import UsageError
from grader.model import Report
from grader.sandbox import jail
from tests.batch.cohorts import hostile_course
from tests.batch.conftest import RIGHT, SECRET, WRONG, Class, Told
from tests.batch.mistaken import ROOT, mistaken_source

NEARLY = "def double(x):\n    return 2 * x * (1 + 1e-7)\n"
SUMS = "Tolerance.scaled(scale=lambda call: 64.0 * call.args[0].abs().max(), fan_in=lambda call: 9.0)"


def change(room: Class, old: str, new: str, name: str = "task.py") -> None:
    file = room.root / "demo" / "double" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def timeless(report: Report, *, notes: bool = True) -> dict[str, Any]:
    told = report.model_dump(mode="json")
    for check in told["checks"]:
        for run in (check["learned"] or {}).get("runs", ()):
            run.pop("wall_s")
    told["notes"] = [note for note in told["notes"] if note["kind"] != "rescored"] if notes else []
    return {name: value for name, value in told.items() if name not in ("timings", "claims")}


def anew(room: Class) -> dict[str, Report]:
    """What grading everything now into another folder says."""
    first, room.out = room.out, room.place / "fresh"
    try:
        room.grade()
        return room.reports()
    finally:
        room.out = first


def counting(room: Class, text: str) -> str:
    return f"with open({str(room.place / 'ran')!r}, 'a') as mark:\n    mark.write('.')\n\n\n{text}"


CHANGES: dict[str, Callable[[Class], None]] = {
    "points": lambda room: change(room, "points=2", "points=7"),
    "tolerance": lambda room: change(room, "Tolerance.exact()", SUMS),
    "hint": lambda room: change(room, "points=2", 'points=2, hint=T(en="Twice means + itself.", ru="Сложите.")'),
    "title": lambda room: change(room, 'en="Doubles"', 'en="Makes twice as much"'),
    "statement": lambda room: change(room, "Double it", "Double it, please", "statement.en.md"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_task_is_applied_as_if_graded_anew_and_no_code_runs(room: Class, name: str) -> None:
    for student, text in (
        ("ann", RIGHT),
        ("ben", WRONG),
        ("eve", NEARLY),
        ("zoe", "def double(x):\n    return 1 / 0\n"),
    ):
        room.hand_in(student, counting(room, text))
    room.grade()
    before = {student: report.score for student, report in room.reports().items()}
    ran = (room.place / "ran").read_text()
    CHANGES[name](room)
    changes = rescore(room.out, [room.root], SECRET)
    assert (room.place / "ran").read_text() == ran
    assert [one.why_not for one in changes] == [""] * 4
    after = {student: report.score for student, report in room.reports().items()}
    assert {one.student: (one.before, one.after) for one in changes} == {
        student: (before[student], after[student]) for student in before
    }
    fresh = anew(room)
    for student, report in room.reports().items():
        assert timeless(report) == timeless(fresh[student])
        assert [note.kind for note in report.notes].count("rescored") == 1
    assert (after != before) == (name in ("points", "tolerance"))
    if name == "tolerance":
        assert (before["eve"], after["eve"]) == (0, 2)
    room.grade()
    assert room.graded == {}, "what was rescored has the task's new key"
    assert {one.student: one.report.score for one in read_results(room.out).results if one.report} == after
    assert (room.out / GRADES).read_bytes()


def test_rescoring_twice_notes_it_once_and_going_back_gives_the_first_reports(room: Class) -> None:
    room.hand_in("ann", NEARLY)
    room.grade()
    first = room.reports()["ann"]
    for old, new in (("points=2", "points=3"), ("points=3", "points=2")):
        change(room, old, new)
        rescore(room.out, [room.root], SECRET)
    report = room.reports()["ann"]
    assert [note.kind for note in report.notes].count("rescored") == 1
    assert timeless(report) == timeless(first)
    assert report.timings == first.timings


def test_changed_cases_have_to_be_graded_again_and_keep_their_reports(room: Class) -> None:
    room.hand_in("ann")
    room.grade()
    before = room.reports()
    change(room, "g.normal(3)", "g.normal(4)")
    (only,) = rescore(room.out, [room.root], SECRET)
    assert "a case is asked now that was not asked then" in only.why_not
    assert room.reports() == before
    room.grade()
    assert room.graded == {"ann": 1}


def test_another_secret_is_refused_by_its_name(room: Class) -> None:
    room.hand_in("ann")
    room.grade()
    with pytest.raises(UsageError, match=r"drawn by another secret .*Name the same --secret-file"):
        rescore(room.out, [room.root], b"not the secret of that night")


def test_answers_that_were_changed_on_disk_are_not_believed(room: Class) -> None:
    room.hand_in("ann", WRONG)
    room.grade()
    file = room.home("ann") / RETURNED
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 0xFF
    file.write_bytes(bytes(raw))
    change(room, "points=2", "points=3")
    (only,) = rescore(room.out, [room.root], SECRET)
    assert "returned.safetensors was changed since it was stored" in only.why_not


REAL = {
    "module right": ("pooling/avg_pool2d", "loops.py"),
    "book right": ("pooling/avg_pool2d", "notebook.ipynb"),
    "network": ("architectures/lenet", "functional.py"),
    "trained": ("training/lenet_digits", "by_hand.py"),
}
HOSTILE = ("exit_success_in_call", "loop_python", "exit_success_at_import", "memory_tensor_at_once", "output_stdout")


@pytest.mark.jail
@pytest.mark.slow
def test_every_kind_of_submission_is_rescored_as_it_would_be_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _course(tmp_path)
    folder = tmp_path / "class"
    for student, (task, name) in REAL.items():
        _put(folder / student / name, (root / task / "right" / name).read_bytes())
    for name in ("border_never_counts", "count_include_pad_inverted"):
        _put(folder / name / "solution.py", mistaken_source("pooling/avg_pool2d", name).encode())
    for name in HOSTILE:
        source = (ROOT / "tests" / "attacks" / "submissions" / f"{name}.py").read_bytes()
        _put(folder / name / "pool.py", source.replace(b"max_pool2d", b"hostile_pool"))
    wanted = Wanted(folder=folder, out=tmp_path / "out", roots=[root], secret=SECRET, jobs=2)
    counts = run_batch(wanted, Told()).counts
    assert counts == {"graded": len(REAL) + 2 + len(HOSTILE)}
    for task in root.glob("*/*/task.py"):
        text = task.read_text(encoding="utf-8")
        task.write_text(
            text.replace("points=1,", "points=4,").replace('hint=T(\n        en="', 'hint=T(\n        en="So: ')
        )
    with monkeypatch.context() as patch:
        patch.setattr(jail, "find_bwrap", lambda: pytest.fail("a jail was started"))
        changes = rescore(tmp_path / "out", [root], SECRET)
    assert {one.student: one.why_not for one in changes if one.why_not} == {}
    run_batch(wanted._replace(out=tmp_path / "fresh"), Told())
    mine, fresh = (_reports(tmp_path / name) for name in ("out", "fresh"))
    assert mine.keys() == fresh.keys()
    for student, report in mine.items():
        kept, new = timeless(report, notes=False), timeless(fresh[student], notes=False)
        assert kept == new, student


def _course(place: Path) -> Path:
    """The tasks of REAL and the hostile one, to be changed."""
    root = hostile_course(place)
    for task in {task for task, _ in REAL.values()}:
        topic = ROOT / "assignments" / task.partition("/")[0]
        shutil.copytree(ROOT / "assignments" / task, root / task)
        for shared in topic.glob("*.py"):
            shutil.copy(shared, root / topic.name)
    shutil.copytree(ROOT / "reference", root.parent / "reference", dirs_exist_ok=True)
    return root


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)


def _reports(out: Path) -> dict[str, Report]:
    store = Store(out)
    found = {stored.result.student: store.report(folder) for folder, stored in store.all()}
    return {student: report for student, report in found.items() if report is not None}
