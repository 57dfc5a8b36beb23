"""Files that are taken away, renamed, lost or left to another round: no result is lost, and nobody's is a zero."""

import os
import shutil

import pytest

from grader.batch.asked import Lost, Stopped
from grader.batch.job import Job, Message
from grader.batch.results import read_results
from grader.batch.store import REPORT
from grader.gradebook.entries import entries_of
from grader.seeds import PRACTICE_SECRET
from tests.batch.conftest import RIGHT, WRONG, Class


def counted(room: Class) -> set[str]:
    return {result.student for result in read_results(room.out).results}


def test_a_file_that_is_gone_does_not_count_and_its_result_is_kept(room: Class) -> None:
    for student in ("anna", "boris", "vera"):
        room.hand_in(student)
    room.grade()
    shutil.move(room.folder / "boris", room.place / "withdrawn")
    room.grade()
    assert counted(room) == {"anna", "vera"}
    assert "boris" in room.stored()
    assert any("boris" in remark for remark in read_results(room.out).remarks)
    shutil.move(room.place / "withdrawn", room.folder / "boris")
    room.grade()
    assert counted(room) == {"anna", "boris", "vera"}
    assert not room.graded, "what is back needs no grading"


def test_a_renamed_student_does_not_count_twice(room: Class) -> None:
    room.hand_in("anna")
    room.hand_in("borsi")
    room.grade()
    shutil.move(room.folder / "borsi", room.folder / "boris")
    room.grade()
    assert counted(room) == {"anna", "boris"}


def test_another_round_into_the_same_results_takes_nothing_away(room: Class) -> None:
    room.hand_in("anna")
    room.hand_in("boris", WRONG)
    room.grade()
    other = room.place / "second"
    (other / "vera").mkdir(parents=True)
    (other / "vera" / "double.py").write_text(RIGHT)
    (other / "dima").mkdir()
    (other / "dima" / "double.py").write_text(RIGHT)
    room.grade(folder=other)
    assert counted(room) == {"anna", "boris", "vera", "dima"}


def test_only_one_student_leaves_the_others_as_they_are(room: Class) -> None:
    room.hand_in("anna")
    room.hand_in("boris")
    room.grade()
    room.grade(only=("anna",), force=True)
    assert counted(room) == {"anna", "boris"}


def states(room: Class) -> dict[str, tuple[str, bool]]:
    """State, and whether a zero would be just, by student."""
    return {one.student.id: (one.state, one.zeroable) for one in entries_of(read_results(room.out))}


def test_what_was_handed_in_and_waits_is_not_missing_after_a_run_over_another_folder(room: Class) -> None:
    room.hand_in("anna")
    room.hand_in("boris")

    def stop(message: Message) -> Message | Lost | None:
        if isinstance(message, Job) and message.student == "boris":
            raise KeyboardInterrupt
        return None

    room.on = stop
    with pytest.raises(Stopped):
        room.grade()
    assert states(room)["boris"] == ("pending", False)
    room.on = lambda message: None
    other = room.place / "second"
    (other / "vera").mkdir(parents=True)
    (other / "vera" / "double.py").write_text(RIGHT)
    room.grade(folder=other)
    assert states(room)["boris"] == ("pending", False), "another folder says nothing of what waits here"
    room.grade()
    assert states(room)["boris"] == ("graded", False)


def test_a_result_that_is_damaged_was_handed_in_all_the_same(room: Class) -> None:
    room.hand_in("anna")
    room.hand_in("boris")
    room.grade()
    (room.home("boris") / REPORT).write_text("{}")
    assert states(room) == {"anna": ("graded", False), "boris": ("pending", False)}


def test_what_cannot_be_opened_today_keeps_its_result(room: Class) -> None:
    file = room.hand_in("anna")
    room.grade()
    file.unlink()
    os.mkfifo(file)
    summary = room.grade(task="demo/double")
    assert summary.counts == {"graded": 1}
    assert room.reports()["anna"].score == 2
    assert any("Its earlier result stands" in remark for remark in summary.remarks)


def test_reports_of_a_class_say_what_those_of_a_single_file_say(room: Class) -> None:
    room.hand_in("anna")
    room.grade(secret=PRACTICE_SECRET)
    assert [note.kind for note in room.reports()["anna"].notes if note.kind != "matched"] == ["practice"]


def test_a_result_without_a_jail_stands_for_none_with_one(room: Class) -> None:
    room.hand_in("anna")
    room.grade(accept_no_sandbox=True)
    room.grade()
    assert room.graded == {"anna": 1}
