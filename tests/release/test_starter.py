"""The starter: what is cut, what stays, and references that cannot be cut."""

import ast
from pathlib import Path

import pytest

from grader.catalog import Catalog
from grader.errors import TaskError
from grader.release import starter_source
from tests.conftest import Course

_REFERENCE = '''"""Teaching code that gives it away."""

import torch

### BEGIN SOLUTION
from itertools import product


def helper(x):
    return x
### END SOLUTION


def double(x):
    """Twice x."""
    if x is None:
        raise ValueError("no x")
    ### BEGIN SOLUTION
    first = helper(x)
    ### END SOLUTION
    total = first

    for _ in range(1):
        ### BEGIN SOLUTION
        total = total + x
        ### END SOLUTION
    return total
'''
_STARTER = '''import torch


def double(x):
    """Twice x."""
    if x is None:
        raise ValueError("no x")
    # YOUR CODE HERE
    raise NotImplementedError("double: your code here")
    total = first

    for _ in range(1):
        # YOUR CODE HERE
        raise NotImplementedError("double: your code here")
    return total
'''


def _starter(course: Course, reference: str) -> str:
    root = course(files={"reference/demo/double.py": reference})
    return starter_source(Catalog([root]).get("demo/double"))


def test_regions_are_cut_in_functions_with_a_trace_and_outside_without(course: Course) -> None:
    assert _starter(course, _REFERENCE) == _STARTER


def test_a_whole_body_becomes_a_stub(course: Course) -> None:
    root = course()
    function = ast.parse(starter_source(Catalog([root]).get("demo/double"))).body[0]
    assert isinstance(function, ast.FunctionDef)
    docstring, *body = function.body
    assert ast.unparse(docstring) == "'Twice x.'"
    assert [ast.unparse(line) for line in body] == ["raise NotImplementedError('double: your code here')"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("import torch\n", "from reference.demo import double\n", "students would receive `from reference.demo import"),
        ("import torch\n", "import grader\n", "students would receive `import grader`"),
    ],
)
def test_a_reference_that_students_could_not_run_is_refused(course: Course, old: str, new: str, said: str) -> None:
    root = course()
    spec = Catalog([root]).get("demo/double")
    spec.reference_file.write_text(_REFERENCE.replace(old, new), encoding="utf-8")
    with pytest.raises(TaskError) as refused:
        starter_source(spec)
    assert said in str(refused.value)
    assert str(spec.reference_file) in str(refused.value)


def test_an_entry_that_is_cut_away_is_refused(course: Course) -> None:
    reference = (
        "def other(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n\n\n"
        "### BEGIN SOLUTION\ndef double(x):\n    return other(2 * x)\n### END SOLUTION\n"
    )
    with pytest.raises(TaskError, match="double itself is cut away"):
        _starter(course, reference)


def test_a_class_left_empty_is_refused_with_the_offending_line(course: Course) -> None:
    reference = (
        "class Box:\n    ### BEGIN SOLUTION\n    size = 3\n    ### END SOLUTION\n\n\n"
        "def double(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"
    )
    with pytest.raises(TaskError, match="without its solution regions this does not parse"):
        _starter(course, reference)


@pytest.mark.parametrize("task", ["convolution/conv2d", "pooling/max_pool2d", "pooling/avg_pool2d"])
def test_the_courses_starters_import_and_raise_not_implemented(task: str) -> None:
    from grader.catalog import default_root

    spec = Catalog([default_root()]).get(task)
    namespace: dict[str, object] = {}
    exec(compile(starter_source(spec), str(Path(task)), "exec"), namespace)
    entry = namespace[spec.entry]
    assert callable(entry)
    with pytest.raises(NotImplementedError, match=f"{spec.entry}: your code here"):
        entry(None, None)
