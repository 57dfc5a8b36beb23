"""batch_norm2d means what torch.nn.functional.batch_norm means, but for returning what that writes; in float64."""

from functools import cache, partial
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.catalog import Catalog
from grader.compare import case_book
from grader.grade import run_submission
from grader.sandbox.fake import FakeSandbox
from grader.seeds import PRACTICE_SECRET
from grader.verify.mistakes import stand_in
from grader.words import Words
from reference.normalization.batch_norm2d import batch_norm2d

ROOT = Path(__file__).resolve().parents[2]
corners = settings(max_examples=50, deadline=None, derandomize=True)


@st.composite
def batches(draw):
    """Arguments in every combination; sometimes one number a channel, and a channel that never changes."""
    n, c, h, w = (draw(st.integers(1, 4)) for _ in range(4))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))

    def normal(*shape):
        return torch.randn(shape, generator=generator, dtype=torch.float64)

    x = normal(n, c, h, w) * draw(st.sampled_from([1e-3, 1.0, 30.0])) + draw(st.sampled_from([0.0, 5.0]))
    if draw(st.booleans()):
        x[:, 0] = 2.0
    options = {
        "weight": normal(c) if draw(st.booleans()) else None,
        "bias": normal(c) if draw(st.booleans()) else None,
        "training": draw(st.booleans()),
        "momentum": draw(st.sampled_from([0.0, 0.1, 0.7, 1.0])),
        "eps": draw(st.sampled_from([1e-5, 1e-2, 1.0])),
    }
    return x, normal(c), normal(c).abs() + 0.1, options, normal(n, c, h, w)


@corners
@given(batches())
def test_it_returns_what_torch_returns_and_writes(drawn):
    x, mean, var, options, cotangent = drawn
    if options["training"] and x[:, 0].numel() == 1:
        for function in (F.batch_norm, batch_norm2d):
            with pytest.raises(ValueError):
                function(x, mean, var, **options)
        return
    learned = [tensor for tensor in (x, options["weight"], options["bias"]) if tensor is not None]
    for tensor in learned:
        tensor.requires_grad_()
    written_mean, written_var = mean.clone(), var.clone()
    theirs = F.batch_norm(x, written_mean, written_var, **options)
    before = [tensor.clone() for tensor in (x, mean, var)]
    ours, new_mean, new_var = batch_norm2d(x, mean, var, **options)
    torch.testing.assert_close([ours, new_mean, new_var], [theirs, written_mean, written_var])
    assert not new_mean.requires_grad and not new_var.requires_grad
    assert all(torch.equal(now, then) for now, then in zip((x, mean, var), before, strict=True))
    assert new_mean.data_ptr() != mean.data_ptr() and new_var.data_ptr() != var.data_ptr()
    mine, other = (torch.autograd.grad(out, learned, cotangent) for out in (ours, theirs))
    torch.testing.assert_close(mine, other)


@pytest.mark.parametrize("name", ["running_mean", "running_var", "weight", "bias"])
@pytest.mark.parametrize("shape", [(1,), (2,), (3, 1), (1, 3)])
def test_it_refuses_statistics_and_factors_of_another_shape(name, shape):
    call = {"running_mean": torch.zeros(3), "running_var": torch.ones(3), name: torch.ones(shape)}
    with pytest.raises(ValueError, match="3 channels"):
        batch_norm2d(torch.ones(2, 3, 1, 2), **call)


@cache
def task():
    return Catalog([ROOT / "assignments"]).get("normalization/batch_norm2d")


def judged(function):
    """Passed or not for each check, and the first comparison that failed in the last one."""
    spec = task()
    sandbox = FakeSandbox(None, callee=partial(spec.callee, functions={"batch_norm2d": function}))
    outcome = run_submission(stand_in(spec), case_book(spec, PRACTICE_SECRET), sandbox=sandbox, words=Words("en"))
    last = [comparison for _, _, comparison in outcome.judged[-1].cases if not comparison.passed]
    return {item.check.id: item.passed for item in outcome.judged}, last[0] if last else None


def written_as_torch_does(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    out = F.batch_norm(x, running_mean, running_var, weight, bias, training, momentum, eps)
    return out, running_mean, running_var


def test_writing_into_the_arguments_costs_the_last_check_only_and_is_said():
    passed, last = judged(written_as_torch_does)
    assert [check for check, ok in passed.items() if not ok] == ["together"]
    assert (last.cause, last.yours) == ("input_changed", "running_mean, running_var")


def test_the_output_alone_still_earns_the_checks_of_the_output():
    passed, last = judged(lambda *args, **kwargs: batch_norm2d(*args, **kwargs)[0])
    assert [check for check, ok in passed.items() if not ok] == [
        "running_mean",
        "running_var",
        "eval_statistics",
        "together",
    ]
    assert (last.cause, last.expected) == ("wrong_type", "tuple (3)")


def test_the_last_check_fails_for_every_mistake():
    # else a mistake that it does not see would give its name to arguments changed in place
    assert [mistake.id for mistake in task().mistakes if judged(mistake.function)[0]["together"]] == []
