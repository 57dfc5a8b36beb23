"""Our hidden cases of max_pool2d with what the reference returns, as files for graders whose tests are cells."""

import shutil
from pathlib import Path
from typing import Any

import torch

from grader.catalog import Catalog, default_root
from grader.compare import Case, CaseBook, case_book
from grader.seeds import PRACTICE_SECRET
from tests.benchmarks.cohort import TASK

CHECKS_FILE = Path(__file__).with_name("course_checks.py")


def points() -> dict[str, float]:
    """The checks of the task in their order, and what each is worth."""
    return {check.id: check.points for check in Catalog([default_root()]).get(TASK).checks}


def write_cases(folder: Path) -> None:
    """`cases.pt` and `course_checks.py`: the very cases that our grader asks for, public ones included."""
    spec = Catalog([default_root()]).get(TASK)
    book = case_book(spec, PRACTICE_SECRET)
    cases = {check.id: [_plain(book, case) for case in book.cases(check)] for check in spec.checks}
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(cases, folder / "cases.pt")
    shutil.copy(CHECKS_FILE, folder)


def _plain(book: CaseBook, case: Case) -> dict[str, Any]:
    call, expected = case.call, book.expected(case)
    x, *args = call.args
    gradient = expected.gradients[0] if call.wrt else None
    return {
        "x": x,
        "args": args,
        "kwargs": dict(call.kwargs),
        "outputs": [part.value.to(part.dtype) for part in expected.outputs],
        "g": call.cotangent,
        "gradient": None if gradient is None else gradient.value.to(gradient.dtype),
        "allowed": 0.0 if gradient is None else float(torch.as_tensor(gradient.allowed).max()),
    }
