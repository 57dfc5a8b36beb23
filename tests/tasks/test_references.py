"""The references mean what torch.nn.functional means, in every corner: values, gradients, refusals. In float64."""

import re
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reference.convolution.conv2d import conv2d
from reference.pooling.avg_pool2d import avg_pool2d
from reference.pooling.max_pool2d import max_pool2d

ROOT = Path(__file__).resolve().parents[2]
REFUSALS = (RuntimeError, ValueError, TypeError, IndexError)
corners = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def outcome(function, *args, **kwargs):
    """What a function returns, or None where it refuses."""
    try:
        return function(*args, **kwargs)
    except REFUSALS:
        return None


def gradients(output, inputs, seed):
    cotangent = torch.randn(output.shape, generator=torch.Generator().manual_seed(seed), dtype=output.dtype)
    return torch.autograd.grad(output, inputs, cotangent)


def picture(shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def number_or_pair(low, high):
    """Mostly sensible values; `low` may lie below what torch allows, so that refusals are met as well."""
    number = st.integers(low, high)
    return number | st.tuples(number, number) | st.lists(number, min_size=2, max_size=2)


seeds = st.integers(0, 2**32 - 1)
paddings = number_or_pair(0, 3) | st.sampled_from(["same", "valid"])
rare = st.integers(0, 19).map(lambda roll: roll == 0)


@st.composite
def convolutions(draw):
    """Pictures, kernels and options that usually fit together, and sometimes do not."""
    groups = draw(st.integers(1, 3))
    channels = groups * draw(st.integers(1, 2)) + draw(rare)
    kernels = groups * draw(st.integers(1, 2)) + draw(rare)
    batch = draw(st.sampled_from([(), (0,), (1,), (2,)]))
    seed = draw(seeds)
    x = picture((*batch, channels, draw(st.integers(0, 7)), draw(st.integers(1, 7))), seed)
    weight = picture((kernels, channels // groups, draw(st.integers(1, 4)), draw(st.integers(1, 4))), seed + 1)
    bias = picture((kernels + draw(rare),), seed + 2) if draw(st.booleans()) else None
    options = {
        "stride": draw(st.just(1) | number_or_pair(1, 3) | number_or_pair(0, 1)),
        "padding": draw(paddings | number_or_pair(-1, 1)),
        "dilation": draw(number_or_pair(1, 3) | number_or_pair(0, 1)),
        "groups": groups,
    }
    return x, weight, bias, options, seed


@corners
@given(convolutions())
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
def test_conv2d_returns_and_refuses_as_torch_does(drawn):
    x, weight, bias, options, seed = drawn
    # torch forgets to look at the dilation where the batch is empty; ours refuses a dilation of 0 there as well.
    assume(x.dim() == 3 or len(x) > 0 or torch.tensor(options["dilation"]).min() > 0)
    inputs = [tensor.requires_grad_() for tensor in (x, weight, bias) if tensor is not None]
    theirs, ours = outcome(F.conv2d, x, weight, bias, **options), outcome(conv2d, x, weight, bias, **options)
    assert (theirs is None) == (ours is None)
    if theirs is not None:
        torch.testing.assert_close(ours, theirs)
        for mine, other in zip(gradients(ours, inputs, seed), gradients(theirs, inputs, seed), strict=True):
            torch.testing.assert_close(mine, other)


@pytest.mark.parametrize(
    "change",
    [
        {"padding": "full"},
        {"padding": "Same"},
        {"padding": "same", "stride": 2},
        {"padding": "same", "stride": (1, 2)},
        {"padding": -1},
        {"padding": (1, 2, 3)},
        {"stride": 0},
        {"stride": (1, 1, 1)},
        {"stride": 1.5},
        {"dilation": 0},
        {"dilation": 5},
        {"groups": 0},
        {"groups": -1},
        {"groups": 3},
        {"groups": 4},
        {"bias": torch.ones(3).double()},
        {"bias": torch.ones(2, 1).double()},
        {"bias": torch.tensor(1.0).double()},
        {"bias": torch.ones(2).float()},
        {"x": torch.ones(2, 2, 0, 4).double(), "padding": 2},
        {"x": torch.ones(2, 2, 2, 4).double()},
        {"x": torch.ones(2, 3, 5, 4).double()},
        {"x": torch.ones(5, 4).double()},
        {"x": torch.ones(1, 2, 2, 5, 4).double()},
        {"x": torch.ones(2, 2, 5, 4).float()},
        {"weight": torch.ones(2, 2, 0, 2).double()},
        {"weight": torch.ones(0, 2, 3, 2).double(), "bias": None},
        {"weight": torch.ones(2, 3, 2).double()},
    ],
    ids=repr,
)
def test_conv2d_refuses_what_torch_refuses(change):
    call = {"x": torch.ones(2, 2, 5, 4).double(), "weight": torch.ones(2, 2, 3, 2).double(), "bias": None} | change
    assert outcome(F.conv2d, call.pop("x"), call.pop("weight"), **call) is None
    call = {"x": torch.ones(2, 2, 5, 4).double(), "weight": torch.ones(2, 2, 3, 2).double(), "bias": None} | change
    with pytest.raises(REFUSALS):
        conv2d(**call)


def test_conv2d_of_the_slide():
    image = torch.tensor([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0.0]])
    kernel = torch.tensor([[1, 0, 1], [0, 1, 0], [1, 0, 1.0]])
    assert conv2d(image[None, None], kernel[None, None])[0, 0].tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


@st.composite
def poolings(draw, averages):
    """Pictures and options of a pooling; whole numbers, so that ties are common, with -inf and NaN among them."""
    batch = draw(st.sampled_from([(), (0,), (1,), (2,)]))
    shape = (*batch, draw(st.integers(0, 2)), draw(st.integers(0, 8)), draw(st.integers(1, 8)))
    seed = draw(seeds)
    if draw(st.booleans()):
        x = picture(shape, seed)
    else:
        odd = [0.0] if averages else [0.0, float("-inf"), float("nan"), float("inf")]
        x = torch.randint(-2, 3, shape, generator=torch.Generator().manual_seed(seed)).double()
        x[x == 2] = draw(st.sampled_from(odd))
        x[x == 1] = draw(st.sampled_from(odd))
    kernel = draw(number_or_pair(1, 4) | number_or_pair(0, 2))
    options = {
        "stride": draw(st.none() | number_or_pair(1, 5) | number_or_pair(0, 1)),
        "padding": draw(st.just(0) | number_or_pair(0, 2) | number_or_pair(-1, 1)),
        "ceil_mode": draw(st.booleans()),
    }
    if averages:
        options["count_include_pad"] = draw(st.booleans())
    else:
        options["dilation"] = draw(st.just(1) | number_or_pair(1, 3) | number_or_pair(0, 1))
    return x, kernel, options, seed


@corners
@given(poolings(averages=False))
def test_max_pool2d_returns_and_refuses_as_torch_does(drawn):
    x, kernel, options, seed = drawn
    x.requires_grad_()
    theirs = outcome(F.max_pool2d, x, kernel, **options, return_indices=True)
    ours = outcome(max_pool2d, x, kernel, **options, return_indices=True)
    if theirs is not None:  # ceil_mode with dilation can make windows without a pixel: torch answers -inf there
        assume(bool(F.max_pool2d(torch.zeros_like(x), kernel, **options).isfinite().all()))
    assert (theirs is None) == (ours is None)
    if theirs is None:
        assert outcome(max_pool2d, x, kernel, **options) is None
        return
    torch.testing.assert_close(ours[0], theirs[0], rtol=0, atol=0, equal_nan=True)
    assert ours[1].dtype == torch.int64
    assert torch.equal(ours[1], theirs[1])
    torch.testing.assert_close(max_pool2d(x, kernel, **options), theirs[0], rtol=0, atol=0, equal_nan=True)
    torch.testing.assert_close(gradients(ours[0], [x], seed), gradients(theirs[0], [x], seed))


def test_max_pool2d_gives_each_gradient_to_the_first_of_equal_maxima():
    x = torch.zeros(1, 1, 4, 6, dtype=torch.float64, requires_grad=True)
    values, places = max_pool2d(x, 2, return_indices=True)
    (gradient,) = torch.autograd.grad(values.sum(), [x])
    assert places.tolist() == [[[[0, 2, 4], [12, 14, 16]]]]
    assert gradient.sum() == values.numel()
    assert gradient[0, 0, ::2, ::2].tolist() == [[1, 1, 1], [1, 1, 1]]


def test_max_pool2d_names_the_last_of_several_nans_as_torch_does():
    x = torch.tensor([[[0.0, float("nan"), 5.0], [1.0, 2.0, float("nan")]]])
    assert max_pool2d(x, (2, 3), return_indices=True)[1].item() == 5
    assert F.max_pool2d(x, (2, 3), return_indices=True)[1].item() == 5


def test_max_pool2d_refuses_a_window_without_any_pixel():
    with pytest.raises(REFUSALS):  # torch answers -inf and an index outside the picture
        max_pool2d(torch.ones(1, 1, 1), 3, 7, 1, 3, ceil_mode=True)


@pytest.mark.parametrize("dtype", [torch.int64, torch.int32, torch.uint8, torch.int8, torch.float16, torch.bfloat16])
def test_max_pool2d_keeps_the_number_type(dtype):
    x = torch.arange(30).reshape(1, 1, 5, 6).flip(-1).to(dtype)
    ours, theirs = (f(x, 3, 2, 1, return_indices=True) for f in (max_pool2d, F.max_pool2d))
    assert ours[0].dtype == dtype
    assert torch.equal(ours[0], theirs[0])
    assert torch.equal(ours[1], theirs[1])


def test_max_pool2d_of_the_slide():
    image = torch.tensor([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1.0]])
    assert max_pool2d(image[None, None], 3, 1)[0, 0].tolist() == [[3, 3, 3], [3, 3, 3], [3, 2, 3]]


@corners
@given(poolings(averages=True))
def test_avg_pool2d_returns_and_refuses_as_torch_does(drawn):
    x, kernel, options, seed = drawn
    x.requires_grad_()
    theirs, ours = outcome(F.avg_pool2d, x, kernel, **options), outcome(avg_pool2d, x, kernel, **options)
    assert (theirs is None) == (ours is None)
    if theirs is not None:
        torch.testing.assert_close(ours, theirs)
        torch.testing.assert_close(gradients(ours, [x], seed), gradients(theirs, [x], seed))


def test_avg_pool2d_of_the_slide():
    image = torch.tensor([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1.0]])
    sums = torch.tensor([[15, 15, 15], [9, 11, 16], [10, 7, 12.0]])
    torch.testing.assert_close(avg_pool2d(image[None, None], 3, 1)[0, 0], sums / 9)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_statement_of_avg_pool2d_shows_what_the_reference_returns(lang):
    statement = (ROOT / f"assignments/pooling/avg_pool2d/statement.{lang}.md").read_text()
    rows = [[int(ninths) for ninths in re.findall(r"(\d+)/9", line)] for line in statement.splitlines() if "/9" in line]
    image = torch.tensor([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1.0]])
    assert (avg_pool2d(image[None, None], 3, 1)[0, 0] * 9).round().tolist() == rows


def test_avg_pool2d_spreads_nan_and_infinity_as_torch_does():
    x = torch.zeros(1, 4, 6)
    x[0, 0, 0], x[0, 3, 5], x[0, 1, 3] = float("nan"), float("inf"), float("-inf")
    torch.testing.assert_close(avg_pool2d(x, 3, 1, 1), F.avg_pool2d(x, 3, 1, 1), equal_nan=True)


POOL_REFUSALS = [
    {"kernel_size": 0},
    {"kernel_size": (2, 2, 2)},
    {"kernel_size": 2.0},
    {"kernel_size": 9},
    {"stride": 0},
    {"stride": -1},
    {"stride": (1, 1, 1)},
    {"padding": -1},
    {"padding": 2},
    {"padding": (0, 2)},
    {"kernel_size": 9, "stride": 1, "ceil_mode": True},
    {"x": torch.ones(5, 4)},
    {"x": torch.ones(1, 2, 2, 5, 4)},
    {"x": torch.ones(2, 0, 5, 4)},
    {"x": torch.ones(2, 2, 0, 4), "padding": 1},
]


@pytest.mark.parametrize("change", POOL_REFUSALS, ids=repr)
@pytest.mark.parametrize(
    ("ours", "theirs"), [(max_pool2d, F.max_pool2d), (avg_pool2d, F.avg_pool2d)], ids=["max", "avg"]
)
def test_pooling_refuses_what_torch_refuses(ours, theirs, change):
    call = {"x": torch.ones(2, 2, 5, 4), "kernel_size": (3, 2)} | change
    with pytest.raises(REFUSALS):
        ours(**call)
    assert outcome(theirs, call.pop("x"), **call) is None


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_references_keep_float_types_and_leave_their_inputs_alone(dtype):
    x, weight, bias = (
        torch.randn(2, 4, 7, 6, dtype=dtype),
        torch.randn(6, 2, 3, 2, dtype=dtype),
        torch.ones(6).to(dtype),
    )
    before = [tensor.clone() for tensor in (x, weight, bias)]
    outputs = [conv2d(x, weight, bias, 2, 1, 1, 2), max_pool2d(x, 3, 2, 1), avg_pool2d(x, 3, 2, 1)]
    assert [output.dtype for output in outputs] == [dtype] * 3
    assert all(torch.equal(old, new) for old, new in zip(before, (x, weight, bias), strict=True))
