"""Loading one task: what is frozen, what is refused with which words, and what is left behind (nothing)."""

import sys
from pathlib import Path

import pytest

from grader.catalog import Catalog
from grader.errors import TaskError
from tests.conftest import Course

_TASK = "assignments/demo/double/task.py"
_REFERENCE = "reference/demo/double.py"


def _changed(course: Course, path: str, old: str, new: str) -> Path:
    """The small course with `old` replaced in one of its files."""
    root = course()
    file = root.parent / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return root


def _refusal(root: Path) -> str:
    with pytest.raises(TaskError) as refused:
        Catalog([root]).get("demo/double")
    return str(refused.value)


def test_a_task_is_frozen_with_its_places(course: Course) -> None:
    root = course(
        files={
            "assignments/demo/double/wrong/b.ipynb": "{}",
            "assignments/demo/double/wrong/a.py": "",
            "assignments/demo/double/right/c.zip": "",
        }
    )
    spec = Catalog([root]).get("demo/double")
    folder = root / "demo" / "double"
    assert (spec.id, spec.entry, spec.max_score) == ("demo/double", "double", 2)
    assert spec.folder == folder
    assert spec.reference_file == root.parent / "reference" / "demo" / "double.py"
    assert spec.wrong_files == (folder / "wrong" / "a.py", folder / "wrong" / "b.ipynb")
    assert spec.right_files == (folder / "right" / "c.zip",)
    assert spec.starter.startswith("def double(x):")
    assert spec.reference(21) == 42
    assert spec.statement("ru").startswith("# Вдвое")


def test_a_second_get_is_the_same_object(course: Course) -> None:
    catalog = Catalog([course()])
    assert catalog.get("demo/double") is catalog.get("demo/double")


def test_two_roots_never_mix_their_references(course: Course) -> None:
    first = course("first")
    second = course("second")
    file = second.parent / _REFERENCE
    file.write_text(file.read_text(encoding="utf-8").replace("2 * x", "x + x + 1"), encoding="utf-8")
    assert Catalog([first]).get("demo/double").reference(10) == 20
    assert Catalog([second]).get("demo/double").reference(10) == 21
    assert Catalog([first]).get("demo/double").reference(10) == 20


def test_a_reference_missing_from_this_root_is_not_taken_from_another(course: Course) -> None:
    Catalog([course("first")]).get("demo/double")
    root = course("second")
    (root.parent / _REFERENCE).unlink()
    said = _refusal(root)
    assert "task.py, line 3" in said
    assert "No module named 'reference" in said


def test_a_reference_beside_the_task_works_for_a_small_private_root(course: Course) -> None:
    root = _changed(course, _TASK, "from reference.demo.double import", "from reference import")
    (root.parent / _REFERENCE).rename(root / "demo" / "double" / "reference.py")
    (root.parent / "reference" / "demo").rmdir()
    assert Catalog([root]).get("demo/double").reference_file == root / "demo" / "double" / "reference.py"


def test_loading_leaves_path_and_modules_as_they_were(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = type(sys)("reference")
    monkeypatch.setitem(sys.modules, "reference", ours)
    path, finders, modules = list(sys.path), list(sys.meta_path), set(sys.modules)
    Catalog([course()]).get("demo/double")
    assert sys.modules["reference"] is ours
    assert not [name for name in set(sys.modules) - modules if name.startswith(("reference.", "grader_task_"))]
    assert (sys.path, sys.meta_path) == (path, finders)


def test_a_failed_import_leaves_nothing_behind_either(course: Course) -> None:
    path, modules = list(sys.path), set(sys.modules)
    _refusal(_changed(course, _TASK, "task = Task(", "1 / 0\ntask = Task("))
    assert sys.path == path
    assert not [name for name in set(sys.modules) - modules if name.startswith(("reference", "grader_task_"))]


def test_the_digest_is_the_same_wherever_the_course_lies(course: Course) -> None:
    assert _digest(course("here")) == _digest(course("there/deeper"))


@pytest.mark.parametrize(
    "path",
    [
        _TASK,
        _REFERENCE,
        "assignments/demo/double/statement.en.md",
        "assignments/demo/double/statement.ru.md",
        "assignments/demo/double/wrong/a.py",
    ],
)
def test_the_digest_changes_with_every_file_that_decides_a_score(course: Course, path: str) -> None:
    root = course(files={"assignments/demo/double/wrong/a.py": "def double(x): return x\n"})
    before = _digest(root)
    with (root.parent / path).open("a", encoding="utf-8") as file:
        file.write("\n# more\n")
    assert _digest(root) != before


def test_the_digest_covers_what_the_reference_imports(course: Course) -> None:
    root = course(files={"reference/demo/factor.py": "TWO = 2\n"})
    file = root.parent / _REFERENCE
    importing = "### BEGIN SOLUTION\nfrom reference.demo.factor import TWO\n### END SOLUTION\n\n\ndef"
    file.write_text(file.read_text(encoding="utf-8").replace("\n\ndef", importing, 1), encoding="utf-8")
    before = _digest(root)
    (root.parent / "reference/demo/factor.py").write_text("TWO = 3.0\n", encoding="utf-8")
    assert _digest(root) != before


def _digest(root: Path) -> str:
    return Catalog([root]).get("demo/double").digest


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (_TASK, "\n\n@task", "\ntask = 3\n\n@task", "task.py, line 15: AttributeError: 'int' object has no attribute"),
        (_TASK, "import double", "import triple", "task.py, line 3: ImportError: cannot import name 'triple'"),
        (_TASK, "task = Task(", "task = Task((", "task.py, line 5: SyntaxError"),
        (_TASK, "task = Task(", "exit()\ntask = Task(", "task.py, line 5: SystemExit"),
        (_TASK, 'T(en="Doubles", ru="Удваивает")', '"Doubles"', "Sentences are written T(en=..., ru=...)"),
        (_TASK, "points=2", "points=0", "task.py, line 14: A check needs points > 0"),
        (
            _TASK,
            "from reference",
            "import drive\nfrom reference",
            "task.py, line 3: there is no drive.py beside task.py",
        ),
        (
            _TASK,
            "from reference",
            "import nothing_such\nfrom reference",
            "line 3: No module named 'nothing_such'; install",
        ),
        (_TASK, "points=2", 'points=2, needs=("halves",)', "line 14: check(needs=...) takes the checks themselves"),
        (_TASK, "points=2", 'points=2, needs=("halves",)', "write (halves,) without quotes"),
        (_TASK, "points=2", "points=2, needs=double", "check(needs=...) takes a list of checks; write (double,)"),
        (_TASK, "points=2", "points=2, needs=(double,)", "needs double, which is not a check above it"),
        (_TASK, "points=2", "points=2, public=Call(1)", "write public=[Call(...)]"),
        (_TASK, "entry=", 'also=("double",), entry=', "Task(also=...) takes the functions themselves, not 'double'"),
        (_TASK, "entry=", 'drive="drive.py", entry=', "write `import drive` and drive=drive"),
        (_TASK, 'entry="double"', 'entry="twice"', "called double, students write twice"),
        (_TASK, "reference=double", "reference=print", "reference=print has no source file"),
        (_REFERENCE, "### BEGIN SOLUTION", "", "double.py, line 8: a region ends that never began"),
        (_REFERENCE, "return 2 * x", "return 2 *", "double.py, line 7: SyntaxError"),
    ],
)
def test_a_wrong_task_is_refused_naming_the_file_and_what_to_write(
    course: Course, path: str, old: str, new: str, said: str
) -> None:
    root = _changed(course, path, old, new)
    refusal = _refusal(root)
    assert said in refusal
    assert str(root.parent) in refusal


def test_a_task_without_checks_and_a_file_without_a_task_are_refused(course: Course) -> None:
    root = course()
    file = root / "demo" / "double" / "task.py"
    text = file.read_text(encoding="utf-8")
    without_checks = text[: text.index("@task.check")]
    file.write_text(without_checks, encoding="utf-8")
    assert "there are no checks; write a function under @task.check(...)" in _refusal(root)
    file.write_text(without_checks.replace("task = Task(", "work = Task("), encoding="utf-8")
    assert "there is no `task` here; write `task = Task(" in _refusal(root)
    file.write_text("task = 3\n", encoding="utf-8")
    assert "`task` is of type int" in _refusal(root)


def test_a_ban_that_costs_an_unknown_check_is_refused(course: Course) -> None:
    root = _changed(course, _TASK, "tolerance=", 'banned=[Ban("torch.add", checks=[T])],\n    tolerance=')
    file = root.parent / _TASK
    file.write_text(file.read_text(encoding="utf-8").replace("import Call", "import Ban, Call"), encoding="utf-8")
    assert "Ban('torch.add') costs Text, which is not a check" in _refusal(root)


def test_a_reference_written_in_the_task_itself_is_refused(course: Course) -> None:
    root = _changed(course, _TASK, "from reference.demo.double import double", "def double(x):\n    return 2 * x\n")
    assert "move double into `reference.py` beside it" in _refusal(root)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_missing_or_empty_statement_is_refused(course: Course, lang: str) -> None:
    root = course()
    statement = root / "demo" / "double" / f"statement.{lang}.md"
    statement.write_text("\n", encoding="utf-8")
    assert f"statement.{lang}.md is empty" in _refusal(root)
    statement.unlink()
    assert f"statement.{lang}.md is missing" in _refusal(root)


def test_a_driver_uses_what_the_functions_beside_it_use(course: Course) -> None:
    drive = "def both(student, x):\n    return student.triple(_double(student, x))\n\n\n"
    drive += "def one(student, x):\n    return student.triple(x)\n\n\n"
    drive += "def _double(student, x):\n    return student.double(x)\n"
    root = course(files={"assignments/demo/double/drive.py": drive})
    task = root / "demo" / "double" / "task.py"
    text = task.read_text(encoding="utf-8").replace("import double", "import double, triple")
    text = text.replace("    reference=double,", "    reference=double,\n    also=(triple,),\n    drive=drive,")
    task.write_text("import drive\n" + text, encoding="utf-8")
    with (root.parent / "reference" / "demo" / "double.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef triple(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION\n")
    assert Catalog([root]).get("demo/double").driven == {"both": {"double", "triple"}, "one": {"triple"}}
