"""What `grader release` writes: complete, right, the same every time, all or nothing."""

import ast
import json
from pathlib import Path

import nbformat
import pytest
import torch

from grader.catalog import Catalog, default_root
from grader.errors import GraderFault, TaskError, UsageError
from grader.release import handout, release
from tests.conftest import Course

_WITH_PUBLIC = "points=2, cases=1, public=[Call(torch.tensor([[1.0, 0.5], [0.1, -2.0]])), Call(x=torch.tensor([3, 4]))]"
_STATEMENT = """# Twice

Double it.

## An example

```python
## not a heading
double(1)
```

## Rules
None.
"""


@pytest.fixture
def root(course: Course) -> Path:
    root = course(files={"assignments/demo/double/statement.en.md": _STATEMENT})
    file = root / "demo" / "double" / "task.py"
    text = file.read_text(encoding="utf-8").replace("points=2, cases=1", _WITH_PUBLIC)
    file.write_text("import torch\n" + text, encoding="utf-8")
    return root


def _release(root: Path, out: Path, lang: str = "en") -> dict[str, str]:
    paths = release(Catalog([root]).get("demo/double"), out, "ru" if lang == "ru" else "en")
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in paths)
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def test_a_release_is_a_notebook_a_module_the_statement_and_the_practice_cases(root: Path, tmp_path: Path) -> None:
    files = _release(root, tmp_path / "new" / "out")
    assert list(files) == ["double.ipynb", "double.py", "double.statement.md", "double.practice_cases.json"]
    assert files["double.statement.md"] == _STATEMENT


def test_the_module_names_its_task_and_holds_the_stub(root: Path, tmp_path: Path) -> None:
    source = _release(root, tmp_path / "out")["double.py"]
    assert source.startswith('# grader-task: demo/double\n"""Twice\n\nFill in what is marked YOUR CODE')
    module = ast.parse(source)
    assert "grader check double.py" in (ast.get_docstring(module) or "")
    assert [node.name for node in module.body if isinstance(node, ast.FunctionDef)] == ["double"]
    assert "2 * x" not in source


def test_the_notebook_is_valid_and_names_its_task(root: Path, tmp_path: Path) -> None:
    text = _release(root, tmp_path / "out")["double.ipynb"]
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.grader.task == "demo/double"
    assert [cell.id for cell in notebook.cells] == [
        "statement-1",
        "statement-2",
        "statement-3",
        "solution",
        "practice",
        "practice-1",
        "practice-2",
    ]
    assert [cell.source.splitlines()[0] for cell in notebook.cells[:3]] == ["# Twice", "## An example", "## Rules"]
    assert "`double`" in notebook.cells[4].source


def test_the_notebooks_examples_run_once_the_student_has_written_the_function(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = nbformat.reads(_release(root, tmp_path / "out")["double.ipynb"], as_version=4)
    namespace: dict[str, object] = {"double": lambda x: x * 2}
    for cell in notebook.cells[5:]:
        exec(cell.source, namespace)
        assert "x" not in namespace, "a solution that uses a global x would seem to work"
    assert capsys.readouterr().out == (
        "yours:\ntensor([[ 2.0000,  1.0000],\n        [ 0.2000, -4.0000]])\n"
        "should be:\ntensor([[ 2.0000,  1.0000],\n        [ 0.2000, -4.0000]])\n"
        "yours:\ntensor([6, 8])\nshould be:\ntensor([6, 8])\n"
    )
    assert torch.equal(namespace["expected"], torch.tensor([6, 8]))  # type: ignore[arg-type]


def test_rows_of_an_example_stand_under_one_another(root: Path, tmp_path: Path) -> None:
    notebook = nbformat.reads(_release(root, tmp_path / "out")["double.ipynb"], as_version=4)
    assert (
        "example = dict(\n    x=torch.tensor([[1., 0.5],\n                    [0.1, -2.]]),\n)\n"
        "expected = torch.tensor([[2., 1.],\n                         [0.2, -4.]])\n"
    ) in notebook.cells[5].source


def test_practice_cases_carry_shapes_dtypes_and_the_references_answer(root: Path, tmp_path: Path) -> None:
    text = _release(root, tmp_path / "out")["double.practice_cases.json"]
    assert json.loads(text) == {
        "task": "demo/double",
        "title": "Twice",
        "entry": "double",
        "cases": [
            {
                "check": "doubles",
                "title": "Doubles",
                "entry": "double",
                "arguments": {"x": {"dtype": "float32", "shape": [2, 2], "values": [[1.0, 0.5], [0.1, -2.0]]}},
                "expected": {"dtype": "float32", "shape": [2, 2], "values": [[2.0, 1.0], [0.2, -4.0]]},
            },
            {
                "check": "doubles",
                "title": "Doubles",
                "entry": "double",
                "arguments": {"x": {"dtype": "int64", "shape": [2], "values": [3, 4]}},
                "expected": {"dtype": "int64", "shape": [2], "values": [6, 8]},
            },
        ],
    }
    assert "[1.0, 0.5],\n" in text, "a row of numbers is one line"


def test_a_task_of_a_course_is_checked_with_its_root(root: Path, tmp_path: Path) -> None:
    files = _release(root, tmp_path / "out")
    notebook = nbformat.reads(files["double.ipynb"], as_version=4)
    assert "```\ngrader check double.ipynb --root DIR\n```\n\nDIR is the folder" in notebook.cells[4].source
    assert "grader check double.py --root DIR\nDIR is the folder with the tasks" in files["double.py"]


def test_a_built_in_task_is_checked_without_a_root() -> None:
    files = handout(Catalog([default_root()]).get("pooling/avg_pool2d"), "en")
    assert "grader check avg_pool2d.py" in files["avg_pool2d.py"]
    assert "--root" not in "".join(files.values())


@pytest.mark.parametrize(
    ("lang", "none", "some"), [("en", "no examples", "below"), ("ru", "примеров здесь нет", "ниже")]
)
def test_without_public_cases_nothing_is_said_of_examples(
    course: Course, tmp_path: Path, lang: str, none: str, some: str
) -> None:
    files = _release(course(), tmp_path / "out", lang)
    assert list(files) == ["double.ipynb", "double.py", "double.statement.md"]
    cells = nbformat.reads(files["double.ipynb"], as_version=4).cells
    assert cells[-1].id == "practice"
    assert none in cells[-1].source
    assert some not in cells[-1].source


def test_infinities_are_words_in_json_and_names_in_code(root: Path, tmp_path: Path) -> None:
    file = root / "demo" / "double" / "task.py"
    file.write_text(file.read_text(encoding="utf-8").replace("0.5", '-float("inf")'), encoding="utf-8")
    files = _release(root, tmp_path / "out")
    assert json.loads(files["double.practice_cases.json"])["cases"][0]["expected"]["values"][0] == [2.0, "-inf"]
    assert "[[1., -torch.inf]," in nbformat.reads(files["double.ipynb"], as_version=4).cells[5].source


def test_russian_students_receive_russian(root: Path, tmp_path: Path) -> None:
    files = _release(root, tmp_path / "out", "ru")
    assert files["double.statement.md"].startswith("# Вдвое")
    assert '"""Вдвое' in files["double.py"]
    notebook = nbformat.reads(files["double.ipynb"], as_version=4)
    assert "# Пример 1: Удваивает" in notebook.cells[-1].source or "# Пример 2: Удваивает" in notebook.cells[-1].source
    assert "у вас:" in notebook.cells[-1].source


def test_the_same_task_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    assert _release(root, tmp_path / "one") == _release(root, tmp_path / "two")


def test_nothing_is_overwritten_unless_forced(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "double.py").write_text("mine", encoding="utf-8")
    spec = Catalog([root]).get("demo/double")
    with pytest.raises(UsageError, match=r"already holds double\.py"):
        release(spec, out)
    assert [path.name for path in out.iterdir()] == ["double.py"]
    assert (out / "double.py").read_text(encoding="utf-8") == "mine"
    release(spec, out, force=True)
    assert (out / "double.py").read_text(encoding="utf-8") != "mine"


def test_a_folder_that_is_a_file_is_our_fault_without_a_traceback(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(GraderFault, match="cannot be written"):
        release(Catalog([root]).get("demo/double"), tmp_path / "file" / "out")


def test_a_failure_half_way_leaves_no_temporary_file(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grader.release.files.Path.replace", full)
    with pytest.raises(GraderFault, match="No space left on device"):
        release(Catalog([root]).get("demo/double"), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_a_reference_that_fails_on_a_public_case_is_the_tasks_fault(root: Path, tmp_path: Path) -> None:
    file = root / "demo" / "double" / "task.py"
    text = file.read_text(encoding="utf-8").replace("Call(x=torch.tensor([3, 4]))", "Call(x=None)")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(
        TaskError, match=r"double\.py, line \d+: the reference raises TypeError.*in check doubles, case 1"
    ):
        _release(root, tmp_path / "out")


def test_files_that_belong_to_a_task_are_handed_out_as_they_are(course: Course, tmp_path: Path) -> None:
    root = course()
    task = next(root.rglob("task.py"))
    text = task.read_text(encoding="utf-8")
    task.write_text(
        text.replace("reference=double,", 'reference=double,\n    attachments=("w.bin",),', 1), encoding="utf-8"
    )
    with pytest.raises(TaskError, match=r"attachments name w\.bin, and there is no such file beside task\.py"):
        Catalog([root]).get("demo/double")
    (task.parent / "w.bin").write_bytes(b"\x00\xffweights")
    release(Catalog([root]).get("demo/double"), tmp_path / "out")
    assert (tmp_path / "out" / "w.bin").read_bytes() == b"\x00\xffweights"
