"""The starter: what is cut, what stays, and references that cannot be cut."""

import ast
from pathlib import Path

import pytest

from grader.catalog import Catalog, cut_starter, default_root
from grader.errors import TaskError
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


def test_regions_are_cut_in_functions_with_a_trace_and_outside_without() -> None:
    assert cut_starter(_REFERENCE, ["double"], "f.py") == _STARTER


def test_a_whole_body_becomes_a_stub(course: Course) -> None:
    root = course()
    function = ast.parse(Catalog([root]).get("demo/double").starter).body[0]
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
def test_a_reference_that_students_could_not_run_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(TaskError) as refused:
        cut_starter(_REFERENCE.replace(old, new), ["double"], "f.py")
    assert str(refused.value).startswith(f"f.py: {said}")


def test_an_entry_that_is_cut_away_is_refused() -> None:
    reference = (
        "def other(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n\n\n"
        "### BEGIN SOLUTION\ndef double(x):\n    return other(2 * x)\n### END SOLUTION\n"
    )
    with pytest.raises(TaskError, match="double itself is cut away"):
        cut_starter(reference, ["double"], "f.py")


def test_a_class_left_empty_is_refused_with_the_offending_line() -> None:
    reference = (
        "class Box:\n    ### BEGIN SOLUTION\n    size = 3\n    ### END SOLUTION\n\n\n"
        "def double(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"
    )
    with pytest.raises(TaskError, match="without its solution regions this does not parse"):
        cut_starter(reference, ["double"], "f.py")


@pytest.mark.parametrize("task", ["convolution/conv2d", "pooling/max_pool2d", "pooling/avg_pool2d"])
def test_the_courses_starters_import_and_raise_not_implemented(task: str) -> None:
    spec = Catalog([default_root()]).get(task)
    namespace: dict[str, object] = {}
    exec(compile(spec.starter, str(Path(task)), "exec"), namespace)
    entry = namespace[spec.entry]
    assert callable(entry)
    with pytest.raises(NotImplementedError, match=f"{spec.entry}: your code here"):
        entry(None, None)
