"""What a results folder keeps, what it mends, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch.results import GRADES, INDEX, read_results
from grader.batch.store import REPORT, RESULT, RETURNED, Store
from grader.errors import GraderFault, UsageError
from tests.batch.conftest import RIGHT, WRONG, Class

Damage = Callable[[Path], object]


def three(room: Class) -> None:
    for student, text in (("ann", RIGHT), ("ben", WRONG), ("eve", RIGHT)):
        room.hand_in(student, text)


def test_a_second_run_grades_nothing_and_starts_no_worker(room: Class) -> None:
    three(room)
    room.grade()
    assert room.graded == {"ann": 1, "ben": 1, "eve": 1}
    summary = room.grade()
    assert (dict(room.graded), summary.kept, room.seats.bench) == ({}, 3, None)
    assert summary.results is None, "nothing has changed, so no page is written"


def test_only_what_has_changed_is_graded_again(room: Class) -> None:
    three(room)
    room.grade()
    room.hand_in("ben", RIGHT)
    room.hand_in("zoe", WRONG)
    room.grade()
    assert room.graded == {"ben": 1, "zoe": 1}
    assert {student: report.score for student, report in room.reports().items()} == {
        "ann": 2,
        "ben": 2,
        "eve": 2,
        "zoe": 0,
    }


@pytest.mark.parametrize("wanted", [{"secret": b"another secret of the same course"}, {"lang": "ru"}, {"force": True}])
def test_another_secret_or_language_or_force_grades_all_again(room: Class, wanted: dict[str, object]) -> None:
    three(room)
    room.grade()
    room.grade(**wanted)
    assert room.graded == {"ann": 1, "ben": 1, "eve": 1}
    room.grade(**({} if "force" in wanted else wanted))
    assert room.graded == {}


def test_a_changed_task_regrades_its_own_results_only(room: Class) -> None:
    other = {"assignments/demo/triple/" + name: text for name, text in _triple(room).items()}
    for path, text in {**other, "reference/demo/triple.py": _TRIPLE}.items():
        (room.root.parent / path).parent.mkdir(parents=True, exist_ok=True)
        (room.root.parent / path).write_text(text, encoding="utf-8")
    room.hand_in("ann")
    room.hand_in("ben", _TRIPLE, "triple.py")
    room.grade()
    assert room.graded == {"ann": 1, "ben": 1}
    task = room.root / "demo" / "double" / "task.py"
    task.write_text(task.read_text(encoding="utf-8").replace("points=2", "points=5"), encoding="utf-8")
    room.grade()
    assert room.graded == {"ann": 1}
    assert room.reports()["ann"].max_score == 5


_TRIPLE = '"""Teaching code."""\n\n\ndef triple(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION\n'


def _triple(room: Class) -> dict[str, str]:
    task = (room.root / "demo" / "double" / "task.py").read_text(encoding="utf-8")
    return {
        "task.py": task.replace("double", "triple"),
        "statement.en.md": "# Thrice\n\nTriple it.\n",
        "statement.ru.md": "# Втрое\n\nУтройте.\n",
    }


def test_a_roster_and_a_later_time_change_what_is_said_and_grade_nothing(room: Class, tmp_path: Path) -> None:
    three(room)
    room.grade()
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nann,Ann Lee\nben,Ben Wu\nmax,Max Im\n", encoding="utf-8")
    (room.folder / "eve" / "double.py").touch()
    summary = room.grade(roster=roster)
    assert room.graded == {}
    assert summary.missing == 1
    results = summary.results
    assert results is not None
    assert (results.missing, results.unknown) == (("max",), ("eve",))
    assert [student.name for student in results.students[:2]] == ["Ann Lee", "Ben Wu"]


DAMAGES: dict[str, Damage] = {
    "report cut": lambda home: _edit(home / REPORT, lambda raw: raw[:-20]),
    "report flipped": lambda home: _edit(home / REPORT, lambda raw: raw[:50] + bytes([raw[50] ^ 1]) + raw[51:]),
    "report gone": lambda home: (home / REPORT).unlink(),
    "answers cut": lambda home: _edit(home / RETURNED, lambda raw: raw[:8]),
    "result cut": lambda home: _edit(home / RESULT, lambda raw: raw[: len(raw) // 2]),
    "result empty": lambda home: (home / RESULT).write_bytes(b""),
    "result of another shape": lambda home: (home / RESULT).write_text('["old"]'),
    "result without a key": lambda home: (home / RESULT).write_text('{"format": 1, "files": {}}'),
    "result of format 0": lambda home: _edit(home / RESULT, lambda raw: raw.replace(b'"format": 1', b'"format": 0')),
    "result with more in it": lambda home: _edit(
        home / RESULT, lambda raw: raw.replace(b'"attempts"', b'"more": 1, "attempts"')
    ),
    "result gone": lambda home: (home / RESULT).unlink(),
    "half written": lambda home: (home / ".report.json.a8_b2c3d").write_bytes(b"{"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_is_graded_again_and_nothing_else(room: Class, name: str) -> None:
    three(room)
    room.grade()
    before = room.reports()
    home = room.home("ben")
    DAMAGES[name](home)
    summary = room.grade()
    assert room.graded == ({} if name == "half written" else {"ben": 1})
    assert summary.counts == {"graded": 3}
    assert not list(room.out.rglob(".*.????????")), "half-written files are swept"
    for student, report in room.reports().items():
        assert report.model_copy(update={"timings": {}}) == before[student].model_copy(update={"timings": {}})


def _edit(file: Path, change: Callable[[bytes], bytes]) -> None:
    file.write_bytes(change(file.read_bytes()))


@pytest.mark.parametrize("name", ["seen", "course", "cohort", "made-from"])
@pytest.mark.parametrize("text", ["", "[1]", "null", '{"stamp": 3}', '{"tasks": [], "files": 7, "pending": 3}'])
def test_what_the_folder_remembers_may_be_damaged(room: Class, name: str, text: str) -> None:
    three(room)
    room.grade()
    (room.out / ".grader" / f"{name}.json").write_text(text)
    read_results(room.out)
    summary = room.grade()
    assert (dict(room.graded), summary.counts) == ({}, {"graded": 3})


def test_a_folder_of_a_later_grader_is_refused_and_not_touched(room: Class) -> None:
    three(room)
    room.grade()
    (room.out / ".grader" / "format").write_text("2\n")
    before = _bytes_of(room.out)
    with pytest.raises(UsageError, match=r"written by a later version .*format 2.*Update the grader, or name another"):
        room.grade()
    assert _bytes_of(room.out) == before


def test_a_single_result_of_a_later_grader_is_refused_and_not_graded_over(room: Class) -> None:
    three(room)
    room.grade()
    file = room.home("ben") / RESULT
    file.write_text(json.dumps({"format": 7, "something": "else"}))
    with pytest.raises(UsageError, match=r"ben.* was written by a later version of the grader \(format 7"):
        room.grade()
    assert json.loads(file.read_text())["format"] == 7
    assert not room.graded


def _bytes_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("left", [[], ["lock"], ["lock", "format"]])
def test_a_run_that_was_killed_before_it_had_written_anything_is_no_obstacle(room: Class, left: list[str]) -> None:
    three(room)
    (room.out / ".grader").mkdir(parents=True)
    for name in left:
        (room.out / ".grader" / name).write_bytes(b"")
    assert room.grade().counts == {"graded": 3}


def test_somebody_elses_folder_is_refused(room: Class) -> None:
    three(room)
    room.out.mkdir()
    (room.out / "thesis.tex").write_text("do not lose this")
    with pytest.raises(UsageError, match="is not empty and holds no results"):
        room.grade()
    assert [path.name for path in room.out.iterdir()] == ["thesis.tex"]


def test_a_second_run_on_the_folder_is_refused_while_the_first_runs(room: Class) -> None:
    three(room)
    with (
        Store(room.out).locked(),
        pytest.raises(GraderFault, match=r"Another run is writing to .*out \(process \d+\)\. Wait for it, or stop it"),
    ):
        room.grade()
    assert room.grade().counts == {"graded": 3}


def test_a_report_of_an_older_grader_is_said_to_be_ungraded_and_never_left_out(room: Class) -> None:
    """Its student is not in the folder any more, so nothing grades it again by itself."""
    three(room)
    room.grade()
    home = room.home("ben")
    report = json.loads((home / REPORT).read_bytes()) | {"a_field_of_former_times": 1}
    store, stored = Store(room.out), room.stored()["ben"]
    files = {**store.files_of(home), REPORT: json.dumps(report).encode()}
    store.write(home, stored.key, stored.result, files)
    (room.folder / "ben" / "double.py").unlink()
    (result,) = [one for one in read_results(room.out).results if one.student == "ben"]
    assert (result.standing, result.report) == ("ungraded", None)
    assert "another version of the grader" in result.why


def test_names_that_are_the_same_on_some_disk_are_one_student_or_two_folders(room: Class) -> None:
    room.hand_in("Zoë", RIGHT)
    room.hand_in("Zoe\u0308", WRONG, "newer.py")  # composed and decomposed letters
    for student in ("a:b", "a?b", "con", "con.", "index.html", "x" * 200 + "1", "x" * 200 + "2"):
        room.hand_in(student, WRONG if student == "a?b" else RIGHT)
    room.grade()
    assert set(room.graded.values()) == {1}
    homes = {student: room.home(student).relative_to(room.out).parts[0] for student in room.graded}
    assert len({name.casefold() for name in homes.values()}) == len(homes) == 8
    assert (room.reports()["a:b"].score, room.reports()["a?b"].score) == (2, 0)
    assert room.stored()["Zoë"].result.superseded
    room.grade()
    assert room.graded == {}


def test_pages_are_written_again_where_they_are_gone(room: Class) -> None:
    three(room)
    room.grade()
    (room.out / INDEX).unlink()
    (room.out / GRADES).unlink()
    room.grade()
    assert (room.out / INDEX).is_file()
    assert (room.out / GRADES).is_file()
