"""What a course says once for all its tasks: `course.toml`, which may be absent and must not be misspelt."""

from pathlib import Path

import pytest

from grader.catalog import Catalog
from grader.errors import TaskError
from tests.conftest import Course

_SETTINGS = "assignments/course.toml"


def hints(root: Path) -> bool:
    """Whether the small course's task may be searched."""
    return Catalog([root]).get("demo/double").hints


def test_without_settings_hints_are_given(course: Course) -> None:
    assert hints(course()) is True


@pytest.mark.parametrize(("text", "given"), [("hints = false\n", False), ("hints = true\n", True), ("# none\n", True)])
def test_a_course_switches_hints_for_all_its_tasks(course: Course, text: str, given: bool) -> None:
    assert hints(course(files={_SETTINGS: text})) is given


def test_a_task_switches_its_own_off_whatever_the_course_says(course: Course) -> None:
    root = course(files={_SETTINGS: "hints = true\n"})
    file = root / "demo" / "double" / "task.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('entry="double",', 'entry="double",\n    hints=False,'), encoding="utf-8")
    assert hints(root) is False


def test_each_root_has_its_own_settings(course: Course) -> None:
    exam = course("exam", files={_SETTINGS: "hints = false\n"})
    assert (hints(exam), hints(course("practice"))) == (False, True)


def test_a_change_of_the_settings_changes_the_task(course: Course) -> None:
    before, root = Catalog([course("one")]), course("other", files={_SETTINGS: "hints = false\n"})
    after = Catalog([root])
    assert before.get("demo/double").digest != after.get("demo/double").digest
    assert before.fingerprint != after.fingerprint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hint = false\n", "no setting hint"),
        ('hints = "no"\n', "neither true nor false"),
        ("hints = 0\n", "neither true nor false"),
        ("hints: false\n", "is no TOML"),
        ("[hints]\n", "neither true nor false"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_file(course: Course, text: str, words: str) -> None:
    root = course(files={_SETTINGS: text})
    with pytest.raises(TaskError, match=words) as refused:
        hints(root)
    assert str(root / "course.toml") in str(refused.value)


def test_bytes_that_are_no_text_are_refused(course: Course) -> None:
    root = course()
    (root / "course.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TaskError, match=r"course\.toml cannot be read"):
        hints(root)


def test_a_task_s_own_switch_is_a_truth_value(course: Course) -> None:
    root = course()
    file = root / "demo" / "double" / "task.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('entry="double",', 'entry="double",\n    hints="look",'), encoding="utf-8")
    with pytest.raises(TaskError, match=r"hint=T\(\.\.\.\)"):
        hints(root)


@pytest.mark.parametrize("place", ["", "assignments/demo/", "assignments/demo/double/"])
def test_settings_in_another_place_are_refused_and_not_ignored(course: Course, place: str) -> None:
    root = course(files={f"{place}course.toml": "hints = false\n"})
    with pytest.raises(TaskError, match="holds for no task") as refused:
        hints(root)
    assert str(root / "course.toml") in str(refused.value)


@pytest.mark.parametrize("text", ["title = 'Cooking'\n", "no toml\n"])
def test_another_program_s_file_above_the_tasks_is_let_be(course: Course, text: str) -> None:
    assert hints(course(files={"course.toml": text})) is True
