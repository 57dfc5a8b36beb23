"""Files that are taken away, renamed or left to another round: their results are kept, and are nobody's grade."""

import shutil

from grader.batch.results import read_results
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
