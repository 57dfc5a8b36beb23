"""The markers of a reference: what they enclose, and each way of setting them wrongly."""

import pytest

from grader.catalog import Region, solution_regions
from grader.errors import TaskError

_RIGHT = '''"""Not a marker: ### BEGIN SOLUTION"""

### BEGIN SOLUTION
def helper(x):
    return x
### END SOLUTION


class Block:
    def forward(self, x):
        for _ in range(2):
            ### BEGIN SOLUTION
            x = helper(x)
            ### END SOLUTION
        return x
'''


def test_regions_know_their_lines_their_indentation_and_their_function() -> None:
    assert solution_regions(_RIGHT, "f.py") == (Region(3, 6, 0, None), Region(12, 14, 12, "Block.forward"))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f():\n    return 1\n", "f.py: no part is marked"),
        ("### BEGIN SOLUTION\ndef f():\n    return 1\n### END SOLUTION\n", "f.py: no part is marked"),
        ("def f():\n    ### BEGIN SOLUTION\n    return 1\n", "line 2: this region never ends"),
        ("def f():\n    return 1\n    ### END SOLUTION\n", "line 3: a region ends that never began"),
        (
            "def f():\n    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n",
            "line 3: a region begins inside the one that began in line 2",
        ),
        ("def f():\n    ### BEGIN SOLUTION\n    return 1\n### END SOLUTION\n", "line 4: indent this marker"),
        (
            "def f():\n    x = 1  ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n",
            "line 2: `### BEGIN SOLUTION` must",
        ),
        ("def f():\n    ### BEGIN SOLUTION\n    ### END SOLUTION\n    return 1\n", "line 2: this region holds no"),
        (
            "def f():\n    ### BEGIN SOLUTION\n    return 1\ndef g():\n    return 2\n    ### END SOLUTION\n",
            "line 2: this region runs over the end",
        ),
        (
            "def f():\n    ### BEGIN SOLUTION\n    for i in range(3):\n        print(i)\n    ### END SOLUTION\n"
            "    ### BEGIN SOLUTION\n    if f:\n        x = (\n    ### END SOLUTION\n            1)\n    return 1\n",
            "line 6: this region runs over the end",
        ),
        ("def f(:\n", "line 1: this does not parse"),
    ],
)
def test_wrong_markers_are_refused_with_their_line(source: str, said: str) -> None:
    with pytest.raises(TaskError) as refused:
        solution_regions(source, "f.py")
    assert said in str(refused.value)
