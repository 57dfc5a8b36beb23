"""A mistake is named where it is certain, and never beside one that it contradicts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.authoring import Call, TaskSpec
from grader.catalog import Catalog
from grader.compare import CaseBook, compare, name_mistakes
from grader.sandbox import Plan
from grader.sandbox.fake import FakeSandbox

CATALOG = Catalog([Path(__file__).resolve().parents[2] / "assignments"])
SECRETS = [b"a secret of the course, number %d" % number for number in range(3)]
FLAGS = [
    ("pooling/avg_pool2d", "count_include_pad", {"border_always_counts", "border_never_counts"}),
    ("pooling/avg_pool2d", "ceil_mode", {"always_rounded_up", "ceil_mode_ignored"}),
    ("pooling/max_pool2d", "ceil_mode", {"always_rounded_up", "ceil_mode_ignored"}),
]


def named(spec: TaskSpec, secret: bytes, function: Callable[..., Any]) -> dict[str, str]:
    """What `function` would be told, by check: ids of mistakes."""
    book, sandbox = CaseBook(spec, secret), FakeSandbox(function)
    failed = {}
    for check in spec.checks:
        plan = Plan(entry=spec.entry, parameters=spec.parameters(Call()), load=())
        returned = [(case, sandbox.run(case.call, plan)) for case in book.cases(check)]
        judged = [(case, value, compare(book.expected(case), value)) for case, value in returned]
        if not all(comparison.passed for _, _, comparison in judged):
            failed[check.id] = judged
    return {check_id: mistake.id for check_id, mistake in name_mistakes(book, failed).items()}


def wrong(spec: TaskSpec, mistake_id: str) -> Callable[..., Any]:
    return next(mistake.function for mistake in spec.mistakes if mistake.id == mistake_id)


@pytest.mark.parametrize(("task_id", "flag", "opposites"), FLAGS)
@pytest.mark.parametrize("secret", SECRETS)
def test_an_inverted_flag_is_named_as_such(task_id: str, flag: str, opposites: set[str], secret: bytes) -> None:
    spec = CATALOG.get(task_id)
    names = named(spec, secret, wrong(spec, f"{flag}_inverted"))
    assert set(names.values()) == {f"{flag}_inverted"}
    assert len(names) >= 3


@pytest.mark.parametrize(("task_id", "flag", "opposites"), FLAGS)
@pytest.mark.parametrize("secret", SECRETS)
def test_an_inverted_flag_that_the_task_does_not_know_is_not_named_by_two_opposites(
    task_id: str, flag: str, opposites: set[str], secret: bytes
) -> None:
    spec = CATALOG.get(task_id)
    known = tuple(mistake for mistake in spec.mistakes if not mistake.id.endswith("_inverted"))
    names = named(spec.model_copy(update={"mistakes": known}), secret, wrong(spec, f"{flag}_inverted"))
    assert not opposites & set(names.values())


@pytest.mark.parametrize(("task_id", "flag", "opposites"), FLAGS)
def test_a_flag_that_is_stuck_is_named_as_stuck(task_id: str, flag: str, opposites: set[str]) -> None:
    spec = CATALOG.get(task_id)
    for stuck in opposites:
        assert set(named(spec, SECRETS[0], wrong(spec, stuck)).values()) == {stuck}


@pytest.mark.parametrize("secret", SECRETS)
def test_two_independent_mistakes_are_both_named(secret: bytes) -> None:
    spec = CATALOG.get("convolution/conv2d")

    def no_bias_and_no_stride(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):  # type: ignore[no-untyped-def]
        return wrong(spec, "stride_in_the_size_only")(x, weight, None, stride, padding, dilation, groups)

    names = named(spec, secret, no_bias_and_no_stride)
    assert names["bias"] == "bias_forgotten"
    assert names["stride"] == "stride_in_the_size_only"


@pytest.mark.parametrize("secret", SECRETS)
def test_two_mistakes_about_the_same_flag_that_agree_are_both_named(secret: bytes) -> None:
    """Sizes are always rounded up, and windows outside are kept where that is asked for: both are true."""
    spec = CATALOG.get("pooling/max_pool2d")

    def rounded_up_and_outside(
        x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
    ):  # type: ignore[no-untyped-def]
        kept = wrong(spec, "windows_outside_kept" if ceil_mode else "always_rounded_up")
        return kept(x, kernel_size, stride, padding, dilation, True, return_indices)

    names = named(spec, secret, rounded_up_and_outside)
    assert names["window"] == "always_rounded_up"
    assert names["ceil_mode"] == "windows_outside_kept"
