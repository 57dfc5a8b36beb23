"""Finding tasks and matching submissions to them, without importing anything."""

import sys
from pathlib import Path

import pytest

from grader.catalog import Catalog, default_root, entry_names, list_ids
from grader.errors import GraderFault, TaskError, UsageError
from tests.conftest import Course

_BROKEN = 'raise RuntimeError("imported")\n'


def _task_calling(entry: str) -> str:
    return f"{_BROKEN}task = Task(entry={entry!r}, title=None)\n"


def test_ids_are_the_folders_under_the_root_at_any_depth(course: Course) -> None:
    root = course(
        files={"assignments/a/b/c/task.py": _BROKEN, "assignments/.hidden/x/task.py": "", "assignments/x/notes.md": ""}
    )
    assert list_ids([root]) == ("a/b/c", "demo/double")


def test_a_tasks_own_folders_hold_no_further_tasks(course: Course) -> None:
    root = course(files={"assignments/demo/double/wrong/task.py": _BROKEN})
    assert list_ids([root]) == ("demo/double",)


def test_getting_one_task_imports_no_other(course: Course) -> None:
    root = course(files={"assignments/demo/broken/task.py": _BROKEN})
    assert Catalog([root]).get("demo/double").entry == "double"
    with pytest.raises(TaskError, match="imported"):
        Catalog.load([root])


def test_tasks_are_sorted_by_id_over_all_roots(course: Course) -> None:
    other = course("private", {"assignments/a/twice/" + name: text for name, text in _same_task(course).items()})
    (other / "demo" / "double" / "task.py").unlink()
    assert [task.id for task in Catalog.load([course(), other]).tasks] == ["a/twice", "demo/double"]


def _same_task(course: Course) -> dict[str, str]:
    folder = course("template") / "demo" / "double"
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_one_root_named_twice_is_one_root(course: Course) -> None:
    root = course()
    assert list_ids([root, root / ".." / root.name]) == ("demo/double",)


def test_the_same_id_under_two_roots_is_refused_with_both_folders(course: Course) -> None:
    first, second = course("first"), course("second")
    with pytest.raises(TaskError) as refused:
        Catalog([first, second])
    assert str(first / "demo" / "double") in str(refused.value)
    assert str(second / "demo" / "double") in str(refused.value)


@pytest.mark.parametrize("asked", ["demo/duoble", "double", "other/double"])
def test_an_unknown_task_names_the_one_that_comes_close(course: Course, asked: str) -> None:
    with pytest.raises(UsageError, match=r"no task .*Did you mean demo/double\? `grader tasks` lists"):
        Catalog([course()]).get(asked)


def test_an_unknown_task_that_resembles_nothing_suggests_nothing(course: Course) -> None:
    with pytest.raises(UsageError) as refused:
        Catalog([course()]).get("zzz")
    assert "Did you mean" not in str(refused.value)


def test_a_missing_root_an_empty_root_and_a_task_as_root_are_told_apart(course: Course, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="There is no folder"):
        Catalog([tmp_path / "nowhere"])
    with pytest.raises(UsageError, match="There is no task under"):
        Catalog([tmp_path / "empty"])
    with pytest.raises(UsageError, match="is itself a task"):
        Catalog([course() / "demo" / "double"])


def test_the_embedded_id_decides_before_the_names(course: Course) -> None:
    catalog = Catalog([course(files={"assignments/demo/other/task.py": _task_calling("other")})])
    assert catalog.match({"other"}, "demo/double") == ("demo/double", "embedded", "")


def test_without_an_id_the_entry_decides_and_nothing_is_imported(course: Course) -> None:
    catalog = Catalog([course(files={"assignments/demo/other/task.py": _task_calling("other")})])
    assert catalog.match({"helper", "other"}) == ("demo/other", "entry", "other")
    assert catalog.match({"double"}, "no/longer/there").why == "the file defines double"


def test_a_file_that_answers_two_tasks_is_asked_which(course: Course) -> None:
    catalog = Catalog([course(files={"assignments/demo/other/task.py": _task_calling("other")})])
    with pytest.raises(UsageError, match=r"more than one task: demo/double, demo/other\. Say which with --task"):
        catalog.match({"double", "other"})


def test_a_file_that_answers_no_task_is_told_what_is_asked_for(course: Course) -> None:
    with pytest.raises(UsageError, match=r"define one of: double \(demo/double\)\. Rename the function"):
        Catalog([course()]).match({"Double"})


def test_a_file_of_a_task_that_is_not_here_is_told_to_name_the_root(course: Course) -> None:
    with pytest.raises(UsageError, match=r"is for lost/task, which.*--root DIR.*: double \(demo/double\)") as told:
        Catalog([course()]).match({"Double"}, "lost/task")
    assert "Rename" not in str(told.value)


def test_an_entry_that_is_computed_is_found_by_importing_that_task(course: Course) -> None:
    root = course()
    file = root / "demo" / "double" / "task.py"
    file.write_text(file.read_text(encoding="utf-8").replace('entry="double"', 'entry="dou" + "ble"'), encoding="utf-8")
    assert entry_names(root) == {"demo/double": None}
    assert Catalog([root]).match({"double"}).task_id == "demo/double"


def test_reading_the_entries_runs_no_task(course: Course) -> None:
    root = course(files={"assignments/demo/other/task.py": _task_calling("other")})
    assert entry_names(root) == {"demo/double": "double", "demo/other": "other"}
    assert not [name for name in sys.modules if name.startswith("grader_task_")]


def test_the_checkouts_tasks_come_first_then_those_of_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.catalog.find._PACKAGE", tmp_path / "grader")
    with pytest.raises(GraderFault, match="--root"):
        default_root()
    bundled = tmp_path / "grader" / "course" / "assignments"
    bundled.mkdir(parents=True)
    (tmp_path / "assignments").mkdir()
    assert default_root() == bundled, "a folder called assignments beside an installed package is not ours"
    (tmp_path / "pyproject.toml").touch()
    assert default_root() == tmp_path / "assignments"


def test_the_default_root_holds_the_courses_tasks() -> None:
    assert {"convolution/conv2d", "pooling/avg_pool2d", "pooling/max_pool2d"} <= set(list_ids([default_root()]))


def test_a_helper_that_is_called_like_another_tasks_first_function_decides_nothing() -> None:
    catalog = Catalog([Path(__file__).resolve().parents[2] / "assignments"])
    assert catalog.match({"conv2d", "shift", "edges", "output_size"}).task_id == "convolution/conv2d"
    assert catalog.match({"shift", "equivariance_error", "invariance_error"}).task_id == "convolution/equivariance"
    assert catalog.match({"ResidualBlock", "ResNet18"}).task_id == "architectures/resnet18"
    assert catalog.match({"ResidualBlock"}).task_id == "architectures/residual_block"
    assert catalog.match({"output_size"}).task_id == "convolution/output_size", "better than nothing"
    with pytest.raises(UsageError, match="more than one task"):
        catalog.match({"max_pool2d", "avg_pool2d"})
