"""Every right solution gets full marks under every secret: not one false failure.

Three secrets by default; FAIR_SECRETS=50 tries fifty (minutes).
"""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.authoring import TaskSpec
from grader.catalog import Catalog
from grader.compare import CaseBook, compare
from grader.intake import read_submission
from grader.sandbox import Plan
from grader.sandbox.fake import FakeSandbox

CATALOG = Catalog([Path(__file__).resolve().parents[2] / "assignments"])
SECRETS = [b"fair: secret number %d" % number for number in range(int(os.environ.get("FAIR_SECRETS", "3")))]
SOLUTIONS = [(task_id, file) for task_id in CATALOG.ids for file in CATALOG.get(task_id).right_files]


def functions_of(spec: TaskSpec, file: Path) -> dict[str, Callable[..., Any]]:
    """What a right solution defines: its cells or modules run here, one after another."""
    namespace: dict[str, Any] = {"__name__": "right"}
    for unit in read_submission(file).units:
        exec(compile(unit.code, unit.name, "exec"), namespace)
    torch.set_grad_enabled(True)  # some demo cell may have switched it off; in the jail each call switches it on
    torch.set_default_dtype(torch.float32)
    return {name: namespace[name] for name in spec.functions}


@pytest.mark.parametrize(("task_id", "file"), SOLUTIONS, ids=[f"{task}/{file.name}" for task, file in SOLUTIONS])
def test_a_right_solution_never_fails(task_id: str, file: Path) -> None:
    spec = CATALOG.get(task_id)
    functions = functions_of(spec, file)
    sandbox, plan = FakeSandbox(None, callee=partial(spec.callee, functions=functions)), Plan.of_task(spec)
    for secret in SECRETS:
        book = CaseBook(spec, secret)
        for check in spec.checks:
            for case in book.cases(check):
                torch.manual_seed(case.seed)
                found = compare(book.expected(case), sandbox.run(case.call, plan))
                assert found.passed, (secret, check.id, case.number, found)
