"""The smallest case that a wrong solution still gets wrong: small, failing in the same way, the same every time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.authoring import Call
from grader.catalog import Catalog
from grader.compare import CaseBook, Smallest, compare, find_smallest
from grader.model import Comparison, Returned
from grader.sandbox import Plan
from grader.sandbox.fake import FakeSandbox

ROOT = Path(__file__).parents[2] / "assignments"
SPEC = Catalog([ROOT]).get("pooling/max_pool2d")


def mistaken(mistake_id: str) -> Callable[..., Any]:
    return next(mistake.function for mistake in SPEC.mistakes if mistake.id == mistake_id)


def smallest(
    function: Callable[..., Any], check_id: str, secret: bytes = b"one secret for all", calls: list[Call] | None = None
) -> tuple[Comparison, Smallest | None]:
    book = CaseBook(SPEC, secret)
    check = next(check for check in SPEC.checks if check.id == check_id)
    sandbox = FakeSandbox(function)
    plan = Plan(entry=SPEC.entry, parameters=SPEC.parameters(Call()), load=())

    def run(call: Call, seed: int) -> Returned:
        if calls is not None:
            calls.append(call)
        return sandbox.run(call, plan)

    for case in book.cases(check):
        like = compare(book.expected(case), run(case.call, case.seed))
        if not like.passed:
            return like, find_smallest(book, check, like, run, seconds=60)
    raise AssertionError("nothing failed")


@pytest.mark.parametrize(
    ("mistake", "check"),
    [("zeros_in_the_border", "padding"), ("windows_grow", "window"), ("dilation_ignored", "dilation")],
)
def test_a_small_case_fails_as_the_hidden_one_did(mistake: str, check: str) -> None:
    like, found = smallest(mistaken(mistake), check)
    assert found is not None
    assert (found.comparison.cause, found.comparison.where) == (like.cause, like.where)
    x = found.case.call.args[0]
    assert x.numel() <= 200
    assert torch.equal(x, x.round()), "whole numbers"


def test_the_same_submission_and_secret_give_the_same_case() -> None:
    (_, one), (_, other) = (smallest(mistaken("windows_grow"), "window") for _ in range(2))
    assert one is not None and other is not None
    assert torch.equal(one.case.call.args[0], other.case.call.args[0])


def test_draws_that_make_nan_of_an_input_are_no_cases() -> None:
    spec = Catalog([ROOT]).get("normalization/batch_norm2d")
    check = next(check for check in spec.checks if check.id == "training_output")
    book = CaseBook(spec, b"one secret for all")

    def run(call: Call, seed: int) -> Returned:
        assert not any(torch.isnan(one).any() for one in call.args if isinstance(one, torch.Tensor))
        return Returned(ended="raised")

    like = compare(book.expected(book.cases(check)[0]), Returned(ended="raised"))
    assert find_smallest(book, check, like, run, seconds=60) is not None


def test_the_search_stops_after_so_many_calls() -> None:
    calls: list[Call] = []
    smallest(mistaken("windows_grow"), "window", calls=calls)
    assert 2 < len(calls) <= 130


def test_it_is_none_of_the_hidden_cases() -> None:
    _, found = smallest(mistaken("zeros_in_the_border"), "padding")
    book = CaseBook(SPEC, b"one secret for all")
    check = next(check for check in SPEC.checks if check.id == "padding")
    assert found is not None
    shown = found.case.call.args[0]
    hidden = [case.call.args[0] for case in book.cases(check)]
    assert not any(one.shape == shown.shape and torch.equal(one, shown) for one in hidden)


def test_a_function_that_raises_is_shown_where_it_raises() -> None:
    def picky(x: Any, kernel_size: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(kernel_size, int):
            raise TypeError("one number, please")
        return SPEC.reference(x, kernel_size, *args, **options)

    like, found = smallest(picky, "pairs")
    assert like.cause == "raised" and found is not None
    assert found.returned.error is not None and found.returned.error.message == "one number, please"


def test_rounding_is_not_shown_as_a_misunderstanding() -> None:
    def noisy(x: Any, *args: Any, **options: Any) -> Any:
        return SPEC.reference(x, *args, **options) * (1 + 1e-5)

    like, found = smallest(noisy, "window")
    assert like.cause == "values" and found is None


def test_a_submission_that_dies_ends_the_search() -> None:
    book = CaseBook(SPEC, b"one secret for all")
    check = SPEC.checks[0]
    like = Comparison(cause="values")
    calls = []

    def dies(call: Call, seed: int) -> Returned:
        calls.append(call)
        return Returned(ended="crashed")

    assert find_smallest(book, check, like, dies, seconds=60) is None
    assert len(calls) == 1
