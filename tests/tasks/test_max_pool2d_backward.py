"""max_pool2d_backward finds what autograd finds for torch.nn.functional.max_pool2d, ties included. And its bans."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring import Gen
from grader.catalog import Catalog
from grader.grade import grade_file
from grader.sandbox.jail import Jail
from grader.seeds import seed_of
from reference.pooling.max_pool2d_backward import max_pool2d_backward

ROOT = Path(__file__).resolve().parents[2]
SPEC = Catalog([ROOT / "assignments"]).get("pooling/max_pool2d_backward")
corners = settings(max_examples=50, deadline=None, derandomize=True)


def number_or_pair(low, high):
    number = st.integers(low, high)
    return number | st.tuples(number, number)


def pair(value):
    return (value, value) if isinstance(value, int) else value


@st.composite
def layers(draw):
    """Pictures that hold a window; half of them with few different numbers, so that most windows have ties."""
    n, c = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    kernel = draw(number_or_pair(1, 4))
    stride = draw(st.none() | number_or_pair(1, 5))
    padding = tuple(draw(st.integers(0, k // 2)) for k in pair(kernel))
    h, w = (max(1, k - 2 * p) + draw(st.integers(0, 6)) for k, p in zip(pair(kernel), padding, strict=True))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))
    if draw(st.booleans()):
        x = torch.randint(-2, 1, (n, c, h, w), generator=generator).double()
    else:
        x = torch.randn(n, c, h, w, generator=generator, dtype=torch.float64)
    out = F.max_pool2d(x, kernel, stride, padding)
    return torch.randn(out.shape, generator=generator, dtype=torch.float64), x, kernel, stride, padding


@corners
@given(layers())
def test_it_finds_what_autograd_finds(drawn):
    grad_out, x, *options = drawn
    before = grad_out.clone(), x.clone()
    ours = max_pool2d_backward(grad_out, x, *options)
    assert torch.equal(grad_out, before[0])
    assert torch.equal(x, before[1])
    x.requires_grad_()
    (theirs,) = torch.autograd.grad(F.max_pool2d(x, *options), x, grad_out)
    torch.testing.assert_close(ours, theirs)


@corners
@given(layers())
def test_no_gradient_is_lost_or_made(drawn):
    grad_out, x, *options = drawn
    grad_x = max_pool2d_backward(torch.ones_like(grad_out), x, *options)
    assert grad_x.sum() == grad_out.numel()


@pytest.mark.parametrize("padding", [2, (0, 2), -1])
def test_a_padding_of_more_than_half_of_the_window_is_refused(padding):
    with pytest.raises(ValueError, match="padding must be between 0 and half of the window"):
        max_pool2d_backward(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 4, 4), 2, 2, padding)


def test_a_gradient_for_another_output_is_refused():
    with pytest.raises(ValueError, match="grad_out has 2 x 3 places, but this pooling makes 2 x 2"):
        max_pool2d_backward(torch.ones(1, 1, 2, 3), torch.ones(1, 1, 4, 5), 2)


def test_the_examples_of_the_statement():
    cases = {check.id: check.public for check in SPEC.checks if check.public}
    slide, overlapping = cases["ties"][0], cases["overlap"][0]
    assert max_pool2d_backward(*slide.args).tolist() == [
        [[[10, 0, 0, 0, 0], [0, 0, 0, 20, 0], [30, 0, 40, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]]
    ]
    assert max_pool2d_backward(*overlapping.args).tolist() == [[[[0, 30, 0, 40], [0, 0, 0, 0]]]]


def test_only_the_check_about_ties_has_any():
    for secret in range(20):
        for check in SPEC.checks:
            for case in range(check.cases):
                seed = seed_of(b"ties %d" % secret, SPEC.id, check.id, case)
                x = check.make(Gen(seed, case)).args[1]
                different = len(x.unique()) == x.numel()
                assert different is (check.id != "ties"), (check.id, case)


LOOPS = """
import torch
import torch.nn as nn
import torch.nn.functional as F

def pair(v):
    return (v, v) if isinstance(v, int) else tuple(v)

def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = pair(kernel_size if stride is None else stride)
    big = F.pad(x, (pw, pw, ph, ph), value=-torch.inf)
    windows = big.unfold(2, kh, sh).unfold(3, kw, sw).flatten(4)
    grad = torch.zeros_like(big)
    for n, c, i, j in torch.ones_like(grad_out).nonzero().tolist():
        t = int(windows[n, c, i, j].argmax())
        grad[n, c, i * sh + t // kw, j * sw + t % kw] += grad_out[n, c, i, j]
    return grad[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
"""
SHORT_CUTS = {
    "torch.Tensor.backward": """
    big.requires_grad_()
    big.unfold(2, kh, sh).unfold(3, kw, sw).flatten(4).max(4).values.backward(grad_out)
    grad = big.grad
""",
    "torch.autograd.grad": """
    from torch import autograd
    big.requires_grad_()
    (grad,) = autograd.grad(big.unfold(2, kh, sh).unfold(3, kw, sw).flatten(4).amax(4), big, grad_out)
""",
    "torch.nn.functional.max_pool2d": """
    place = F.max_pool2d(big, kernel_size, stride, return_indices=True)[1].flatten(2)
    grad = grad.flatten(2).scatter_add(2, place, grad_out.flatten(2)).view_as(big)
""",
    "torch.nn.MaxPool2d": """
    place = nn.MaxPool2d(kernel_size, stride, return_indices=True)(big)[1].flatten(2)
    grad = grad.flatten(2).scatter_add(2, place, grad_out.flatten(2)).view_as(big)
""",
    "torch.max_pool2d_with_indices_backward": """
    place = torch.zeros_like(grad_out).long()
    options = (kh, kw), (sh, sw), (0, 0), (1, 1), False, place
    grad = torch.ops.aten.max_pool2d_with_indices_backward.default(grad_out, big, *options)
""",
}


@pytest.fixture(scope="module")
def jail():
    with Jail(preload=()) as jail:
        yield jail


@pytest.fixture
def grade(tmp_path, jail):
    def run(source):
        file = tmp_path / "max_pool2d_backward.py"
        file.write_text(source, encoding="utf-8")
        return grade_file(file, SPEC, sandbox=jail)

    return run


@pytest.mark.jail
@pytest.mark.parametrize("banned", SHORT_CUTS)
def test_who_lets_torch_find_the_maxima_or_the_gradient_gets_no_points(grade, banned):
    start, end = LOOPS.index("    for n, c"), LOOPS.index("    return grad[")
    report = grade(LOOPS[:start] + SHORT_CUTS[banned] + LOOPS[end:])
    assert report.score == 0
    assert banned in [finding.name for finding in report.findings if finding.checks]


@pytest.mark.jail
def test_comparing_elsewhere_costs_nothing(grade):
    compared = "\n\ndef compare(x):\n    out = F.max_pool2d(x, 2)\n    out.backward(out)\n    return x.grad\n"
    assert grade(LOOPS + compared).score == 10
