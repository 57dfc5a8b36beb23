"""A case that is another one each time it is drawn is the author's fault, and is found."""

from grader.catalog import Catalog
from grader.compare import CaseBook
from grader.verify.reference import drawn_from_seed
from tests.conftest import _TASK, Course


def test_cases_from_the_seed_are_the_same_again(course: Course) -> None:
    spec = Catalog([course()]).get("demo/double")
    assert drawn_from_seed(CaseBook(spec, b"a secret of the course")).ok


def test_cases_from_elsewhere_are_found(course: Course) -> None:
    text = "import torch\n" + _TASK.replace("g.normal(3)", "torch.randn(3)")
    spec = Catalog([course(files={"assignments/demo/double/task.py": text})]).get("demo/double")
    row = drawn_from_seed(CaseBook(spec, b"a secret of the course"))
    assert not row.ok
    assert "check doubles makes other cases each time; draw all numbers from g" in row.message
    assert "task.py, line" in row.message
