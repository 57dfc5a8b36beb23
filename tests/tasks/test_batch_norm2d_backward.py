"""batch_norm2d_backward finds what autograd finds for torch.nn.functional.batch_norm in training; in float64."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.catalog import Catalog
from grader.grade import grade_file
from grader.sandbox.jail import Jail
from reference.normalization.batch_norm2d_backward import batch_norm2d_backward

ROOT = Path(__file__).resolve().parents[2]
corners = settings(max_examples=50, deadline=None, derandomize=True)


@st.composite
def batches(draw):
    """Gradients, pictures, weights (also 0 and negative) and eps; sometimes a channel that never changes."""
    n, c, h, w = (draw(st.integers(1, 4)) for _ in range(4))
    n += n * h * w == 1
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))
    x, grad_out = torch.randn(2, n, c, h, w, generator=generator, dtype=torch.float64)
    x = x * draw(st.sampled_from([1e-2, 1.0, 30.0])) + draw(st.sampled_from([0.0, 5.0]))
    weight = torch.randn(c, generator=generator, dtype=torch.float64)
    if draw(st.booleans()):
        weight[0] = 0
    if draw(st.booleans()):
        x[:, -1] = 2.0
    return grad_out, x, weight, draw(st.sampled_from([1e-5, 1e-2, 1.0]))


@corners
@given(batches())
def test_it_finds_what_autograd_finds(drawn):
    grad_out, x, weight, eps = drawn
    before = [tensor.clone() for tensor in (grad_out, x, weight)]
    ours = batch_norm2d_backward(grad_out, x, weight, eps)
    assert all(torch.equal(now, then) for now, then in zip((grad_out, x, weight), before, strict=True))
    inputs = [x.clone().requires_grad_(), weight.clone().requires_grad_(), torch.zeros_like(weight).requires_grad_()]
    out = F.batch_norm(inputs[0], None, None, inputs[1], inputs[2], training=True, eps=eps)
    theirs = torch.autograd.grad(out, inputs, grad_out)
    torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-6 / eps**0.5)  # a constant channel divides by its root


@corners
@given(batches())
def test_in_each_channel_the_gradient_of_the_input_adds_up_to_nothing(drawn):
    grad_out, x, weight, eps = drawn
    grad_x, _, _ = batch_norm2d_backward(grad_out, x, weight, eps)
    torch.testing.assert_close(grad_x.sum((0, 2, 3)), torch.zeros_like(weight), rtol=0, atol=1e-9)


def test_it_agrees_with_finite_differences():
    generator = torch.Generator().manual_seed(0)
    x, grad_out = torch.randn(2, 2, 3, 1, 2, generator=generator, dtype=torch.float64)
    weight = torch.tensor([2.0, -1.0, 0.5]).double()

    def loss(pictures):
        out = F.batch_norm(pictures, None, None, weight, None, training=True, eps=0.1)
        return float((out * grad_out).sum())

    step = 1e-6
    found = torch.zeros_like(x)
    for place in range(x.numel()):
        moved = torch.zeros_like(x)
        moved.view(-1)[place] = step
        found.view(-1)[place] = (loss(x + moved) - loss(x - moved)) / (2 * step)
    torch.testing.assert_close(batch_norm2d_backward(grad_out, x, weight, 0.1)[0], found, rtol=1e-6, atol=1e-7)


AUTOGRAD = """
import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    inputs = [x.clone().requires_grad_(), weight.clone().requires_grad_(), torch.zeros(len(weight)).requires_grad_()]
    mean, var = inputs[0].mean((0, 2, 3), True), inputs[0].var((0, 2, 3), unbiased=False, keepdim=True)
    out = (inputs[0] - mean) / torch.sqrt(var + eps) * inputs[1][:, None, None] + inputs[2][:, None, None]
    out.backward(grad_out)
    return tuple(one.grad for one in inputs)
"""


@pytest.mark.jail
def test_the_gradients_of_autograd_bring_no_points(tmp_path):
    # the source does not show what `out` is; the trace of the running code does
    file = tmp_path / "autograd.py"
    file.write_text(AUTOGRAD, encoding="utf-8")
    with Jail(preload=()) as jail:
        report = grade_file(
            file, Catalog([ROOT / "assignments"]).get("normalization/batch_norm2d_backward"), sandbox=jail
        )
    assert report.score == 0
    assert {finding.kind for finding in report.findings} == {"traced"}
