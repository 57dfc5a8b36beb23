"""conv2d_backward finds what autograd finds for torch.nn.functional.conv2d; in float64. And what its task forbids."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring import Call, Mismatch
from grader.catalog import Catalog
from grader.grade import grade_file
from grader.sandbox.jail import Jail
from reference.convolution.conv2d_backward import conv2d_backward

ROOT = Path(__file__).resolve().parents[2]
SPEC = Catalog([ROOT / "assignments"]).get("convolution/conv2d_backward")
corners = settings(max_examples=50, deadline=None, derandomize=True)


def number_or_pair(low, high):
    number = st.integers(low, high)
    return number | st.tuples(number, number)


def pair(value):
    return (value, value) if isinstance(value, int) else value


@st.composite
def layers(draw):
    """Pictures that are at least as large as the kernel with their border; the stride may leave something over."""
    n, c, f, kh, kw = (draw(st.integers(1, 3)) for _ in range(5))
    stride, padding = draw(number_or_pair(1, 3)), draw(number_or_pair(0, 3))
    h, w = (max(1, k - 2 * p) + draw(st.integers(0, 5)) for k, p in zip((kh, kw), pair(padding), strict=True))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))
    x, weight, bias = (
        torch.randn(shape, generator=generator, dtype=torch.float64) for shape in ((n, c, h, w), (f, c, kh, kw), (f,))
    )
    out = F.conv2d(x, weight, bias, stride, padding)
    return torch.randn(out.shape, generator=generator, dtype=torch.float64), x, weight, bias, stride, padding


@corners
@given(layers())
def test_it_finds_what_autograd_finds(drawn):
    grad_out, x, weight, bias, stride, padding = drawn
    before = [tensor.clone() for tensor in (grad_out, x, weight)]
    ours = conv2d_backward(grad_out, x, weight, stride, padding)
    assert all(torch.equal(now, then) for now, then in zip((grad_out, x, weight), before, strict=True))
    inputs = [tensor.requires_grad_() for tensor in (x, weight, bias)]
    theirs = torch.autograd.grad(F.conv2d(x, weight, bias, stride, padding), inputs, grad_out)
    torch.testing.assert_close(ours, theirs)


def test_stride_1_and_no_padding_are_meant_where_nothing_is_said():
    x, weight = torch.randn(2, 2, 4, 5), torch.randn(3, 2, 2, 3)
    grad_out = torch.randn(2, 3, 3, 3)
    torch.testing.assert_close(conv2d_backward(grad_out, x, weight), conv2d_backward(grad_out, x, weight, 1, 0))


def test_a_gradient_for_another_output_is_refused():
    with pytest.raises(ValueError, match="grad_out has 3 x 3 places, but this convolution makes 3 x 4"):
        conv2d_backward(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 4, 5), torch.ones(1, 1, 2, 2))


def test_the_example_of_the_statement():
    call = SPEC.checks[0].public[0]
    grad_x, grad_weight, grad_bias = conv2d_backward(*call.args)
    assert grad_x.tolist() == [[[[1, 5, 6], [0, 2, 4]]]]
    assert grad_weight.tolist() == [[[[17, 23]]]]
    assert grad_bias.tolist() == [6]


@pytest.mark.parametrize(("driver", "place"), [("grad_x", 0), ("grad_weight", 1), ("grad_bias", 2)])
def test_each_gradient_counts_without_the_others(driver, place):
    def student(grad_out, x, weight, stride=1, padding=0):
        parts = [None, None, None]
        parts[place] = conv2d_backward(grad_out, x, weight, stride, padding)[place]
        return parts

    call = Call(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 4, 5), torch.ones(1, 1, 2, 3), stride=2).through(driver)
    found = SPEC.callee(call, {"conv2d_backward": student})(*call.args, **call.kwargs)
    torch.testing.assert_close(found, conv2d_backward(*call.args, **call.kwargs)[place])


@pytest.mark.parametrize("returned", [torch.ones(3), None, (torch.ones(1), torch.ones(1))])
def test_a_gradient_that_is_not_there_is_said(returned):
    call = Call(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2), torch.ones(1, 1, 1, 1)).through("grad_bias")
    with pytest.raises(Mismatch, match="parts"):
        SPEC.callee(call, {"conv2d_backward": lambda *args, **kwargs: returned})(*call.args)


COLUMNS = """
import torch
import torch.nn.functional as F

def forward(x, weight, stride, padding):
    return weight.flatten(1) @ F.unfold(x, weight.shape[2:], padding=padding, stride=stride)

def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    g = grad_out.flatten(2)
    columns = F.unfold(x, weight.shape[2:], padding=padding, stride=stride)
    grad_weight = (g @ columns.mT).sum(0).view_as(weight)
    grad_x = F.fold(weight.flatten(1).T @ g, x.shape[2:], weight.shape[2:], padding=padding, stride=stride)
    return grad_x, grad_weight, g.sum((0, 2))
"""
SHORT_CUTS = {
    "torch.Tensor.backward": """
    x.requires_grad_()
    forward(x, weight, stride, padding).backward(grad_out.flatten(2))
    return x.grad, grad_weight, g.sum((0, 2))
""",
    "torch.autograd.grad": """
    grad = torch.autograd.grad
    x.requires_grad_()
    return *grad(forward(x, weight, stride, padding), x, grad_out.flatten(2)), grad_weight, g.sum((0, 2))
""",
    "torch.func.vjp": """
    from torch.func import vjp
    pull = vjp(lambda x, weight: forward(x, weight, stride, padding), x, weight)[1]
    return *pull(grad_out.flatten(2)), g.sum((0, 2))
""",
    "torch.nn.grad.conv2d_input": """
    dx = torch.nn.grad.conv2d_input(x.shape, weight, grad_out, stride, padding)
    return dx, grad_weight, g.sum((0, 2))
""",
    "torch.conv_transpose2d": """
    dx = torch.conv_transpose2d(grad_out, weight, None, stride, padding)
    return F.pad(dx, (0, x.shape[3] - dx.shape[3], 0, x.shape[2] - dx.shape[2])), grad_weight, g.sum((0, 2))
""",
    "torch.convolution_backward": """
    pairs = [(o, o) if isinstance(o, int) else o for o in (stride, padding)]
    sizes = [len(weight)], *pairs, (1, 1), False, (0, 0), 1, [True] * 3
    return torch.ops.aten.convolution_backward.default(grad_out, x, weight, *sizes)
""",
}


@pytest.fixture(scope="module")
def jail():
    with Jail(preload=()) as jail:
        yield jail


@pytest.fixture
def grade(tmp_path, jail):
    def run(source):
        file = tmp_path / "conv2d_backward.py"
        file.write_text(source, encoding="utf-8")
        return grade_file(file, SPEC, sandbox=jail)

    return run


@pytest.mark.jail
@pytest.mark.parametrize("banned", SHORT_CUTS)
def test_who_lets_torch_find_the_gradients_gets_no_points(grade, banned):
    report = grade(COLUMNS.rpartition("    return")[0] + SHORT_CUTS[banned])
    assert report.score == 0
    assert banned in [finding.name for finding in report.findings if finding.checks]


@pytest.mark.jail
def test_fold_and_comparing_elsewhere_cost_nothing(grade):
    compared = "\n\ndef compare(x, weight):\n    out = F.conv2d(x, weight)\n    out.backward(out)\n    return x.grad\n"
    report = grade(COLUMNS + compared)
    assert report.score == 10
