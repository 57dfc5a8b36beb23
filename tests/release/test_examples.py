"""Public cases of arrays, dictionaries and drivers: what their cells show, and what they say to whoever runs them."""

import contextlib
import io
import json

import nbformat
import pytest

from grader.authoring import TaskSpec
from grader.catalog import Catalog
from grader.errors import TaskError
from grader.release import handout
from grader.verify.written import prove_written
from tests.conftest import Course
from tests.release.layer import DRIVE, REFERENCE, STATEMENT, TASK


@pytest.fixture
def spec(course: Course) -> TaskSpec:
    return _spec(course, TASK, DRIVE)


def _spec(course: Course, task: str, drive: str = DRIVE) -> TaskSpec:
    folder = "assignments/demo/layer"
    files = {
        f"{folder}/task.py": task,
        f"{folder}/drive.py": drive,
        f"{folder}/statement.en.md": STATEMENT.format("Layer"),
        f"{folder}/statement.ru.md": STATEMENT.format("Слой"),
        "reference/demo/layer.py": REFERENCE,
    }
    return Catalog([course(files=files)]).get("demo/layer")


def _cells(spec: TaskSpec, lang: str = "en") -> dict[str, str]:
    text = handout(spec, "ru" if lang == "ru" else "en")["layer.ipynb"]
    return {cell.id: cell.source for cell in nbformat.reads(text, as_version=4).cells}


def _say(code: str, namespace: dict[str, object]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(code, namespace)
    return said.getvalue()


def test_a_dictionary_is_written_out_and_shown_in_one_order(spec: TaskSpec) -> None:
    assert _cells(spec)["practice-1"] == (
        "# Example 1: Size\n"
        "from pprint import pformat\n\n"
        "example = dict(\n    shape=(2, 5),\n    params={'pad': 1},\n)\n"
        "expected = {'width': 7, 'height': 4}\n\n"
        "print('yours:', pformat(size(**example)), sep='\\n')\n"
        "print('should be:', pformat(expected), sep='\\n')"
    )


def test_a_driver_is_shown_with_what_it_needs_and_nothing_else(spec: TaskSpec) -> None:
    parts = "{name} returned {yours}; {expected} values are expected, as in: return first, second."
    assert (
        _cells(spec)["practice-2"]
        == f'''# Example 2: Forward
from types import SimpleNamespace
import numpy as np

example = dict(
    x=np.array([[1., 2.],
                [3., -4.]], dtype=np.float32),
    params={{'k': 2.0}},
)
expected = np.array([[2., 4.],
                     [6., -8.]], dtype=np.float32)


def run_example(student, **example):
    # How your functions are called in this check.
    sentences = {{
        'parts': '{parts}',
    }}
    student.mismatch = lambda what, **fields: ValueError(sentences[what].format(**fields))

    def forward(student, x, params):
        """The output alone."""
        out, _ = _both(student, x, params)
        return out

    def _both(student, x, params):
        found = student.forward(x, params)
        if not isinstance(found, tuple):
            raise student.mismatch("parts", name="forward", yours="one value", expected=2)
        return found

    return forward(student, **example)


print('yours:', run_example(SimpleNamespace(forward=forward), **example), sep='\\n')
print('should be:', expected, sep='\\n')'''
    )


def test_a_driver_is_introduced_in_the_students_language(spec: TaskSpec) -> None:
    assert "    # Как ваши функции вызываются в этой проверке.\n" in _cells(spec, "ru")["practice-3"]


def test_the_examples_accept_the_reference(spec: TaskSpec) -> None:
    cells = _cells(spec)
    namespace: dict[str, object] = {}
    exec(REFERENCE, namespace)
    own = namespace["forward"]
    said = [_say(cells[f"practice-{number}"], namespace) for number in (1, 2, 3)]
    assert said == [
        "yours:\n{'height': 4, 'width': 7}\nshould be:\n{'height': 4, 'width': 7}\n",
        "yours:\n[[ 2.  4.]\n [ 6. -8.]]\nshould be:\n[[ 2.  4.]\n [ 6. -8.]]\n",
        "yours:\n{'dx': array([[2., 4.],\n       [2., 4.]], dtype=float32)}\n"
        "should be:\n{'dx': array([[2., 4.],\n       [2., 4.]], dtype=float32)}\n",
    ]
    assert namespace["forward"] is own, "a driver's name hides no function of the student's"
    assert not {"x", "params", "student", "own_cache", "_both", "whole"} & set(namespace)


@pytest.mark.parametrize(("number", "function"), [(1, "size"), (2, "forward"), (3, "forward")])
def test_the_examples_say_what_is_not_written_yet(spec: TaskSpec, number: int, function: str) -> None:
    cells = _cells(spec)
    namespace: dict[str, object] = {}
    exec(cells["solution"], namespace)
    with pytest.raises(NotImplementedError, match=f"{function}: your code here"):
        _say(cells[f"practice-{number}"], namespace)


def test_a_driver_that_refuses_says_why(spec: TaskSpec) -> None:
    namespace: dict[str, object] = {"forward": lambda x, params: x}
    with pytest.raises(ValueError, match=r"^forward returned one value; 2 values are expected"):
        _say(_cells(spec)["practice-2"], namespace)


def test_the_text_names_the_functions_that_the_examples_call(course: Course, spec: TaskSpec) -> None:
    assert "should come out of `forward`, `backward`, `size`" in _cells(spec)["practice"]
    less = TASK.replace(', public=[Call(D, X, {"k": 2.0}).through("own_dx")]', "")
    assert "should come out of `forward`, `size`" in _cells(_spec(course, less))["practice"]


def test_practice_cases_say_how_a_driver_calls_the_functions(spec: TaskSpec) -> None:
    case = json.loads(handout(spec, "en")["layer.practice_cases.json"])["cases"][2]
    assert (case["check"], case["entry"], case["through"]) == ("goes_backward", "forward, backward", "own_dx")
    assert case["source"].startswith("import numpy as np\n\ndef _both(student, x, params):\n")
    assert "    # every row of a batch has the same gradient here\n" in case["source"]
    assert case["arguments"]["dout"] == {"kind": "numpy", "dtype": "float32", "shape": [1, 2], "values": [[1.0, 2.0]]}
    assert case["expected"]["dx"]["values"] == [[2.0, 4.0], [2.0, 4.0]]


def test_a_long_driver_is_left_to_the_check(course: Course) -> None:
    long = DRIVE.replace("    whole =", "    dout = +dout\n" * 40 + "    whole =")
    cells = _cells(_spec(course, TASK, long))
    assert list(cells)[-1] == "practice-2"
    assert "but part of `grader check`: Backward." in cells["practice"]


def test_numbers_that_fill_pages_are_left_to_the_check(course: Course) -> None:
    cells = _cells(_spec(course, TASK.replace("Call(X, {", "Call(np.ones((70, 70)), {")))
    assert "but part of `grader check`: Forward." in cells["practice"]


def test_arguments_that_have_no_name_are_given_by_their_place(course: Course) -> None:
    drive = DRIVE.replace("forward(student, x, params):", "forward(student, x, *rest, **params):", 1)
    cells = _cells(_spec(course, TASK.replace('Call(X, {"k": 2.0})', "Call(X, 7, k=2.0)"), drive))
    assert "places = (np.array(" in cells["practice-2"]
    assert "example = dict(\n    k=2.0,\n)" in cells["practice-2"]
    namespace: dict[str, object] = {}
    exec(REFERENCE, namespace)
    assert _say(cells["practice-2"], namespace).startswith("yours:\n[[ 2.  4.]")


def test_a_public_case_is_not_changed_by_the_reference(course: Course) -> None:
    drive = DRIVE.replace("    out, _ = _both", "    x *= 1000\n    out, _ = _both")
    task = TASK.replace("np.float32)", "np.float64)")
    assert "x=np.array([[1., 2.]," in _cells(_spec(course, task, drive))["practice-2"]


def test_what_cannot_be_written_out_is_refused_and_seen_by_verify(course: Course) -> None:
    spec = _spec(course, TASK.replace('"k": 2.0', '"k": 2.0, "s": {1}', 1))
    with pytest.raises(TaskError, match=r"task\.py, line \d+: a public case of goes_forward holds a set") as refused:
        handout(spec, "en")
    rows = {row.name: row.message for row in prove_written(spec) if not row.ok}
    assert rows["the handout can be made"] == str(refused.value)


def test_verify_sees_that_a_handout_can_be_made(spec: TaskSpec) -> None:
    assert {row.name: row.ok for row in prove_written(spec)}["the handout can be made"]


def test_a_public_case_of_no_driver_is_named(course: Course) -> None:
    task = TASK.replace('"own_dx")]', '"own_dy")]')
    with pytest.raises(TaskError, match=r"goes_backward calls own_dy;.* in drive\.py\. Did you mean own_dx\?"):
        handout(_spec(course, task), "en")
