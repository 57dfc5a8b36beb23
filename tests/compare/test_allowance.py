"""The derived allowance lets every honest way of summing pass and stops a dropped summand."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring import Call, Tolerance
from grader.compare import compare, expect
from grader.model import Returned, TensorValue


def by_unfold(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    n, _, h, w = x.shape
    f, _, kh, kw = weight.shape
    columns = torch.nn.functional.unfold(x, (kh, kw))
    return (weight.reshape(f, -1) @ columns).reshape(n, f, h - kh + 1, w - kw + 1)


def by_fourier(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    h, w = x.shape[-2:]
    kh, kw = weight.shape[-2:]
    size = (h + kh - 1, w + kw - 1)
    product = torch.fft.rfft2(x, size)[:, None] * torch.fft.rfft2(weight.flip(-1, -2), size)[None]
    return torch.fft.irfft2(product.sum(2), size)[..., kh - 1 : h, kw - 1 : w]


def one_by_one(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    kh, kw = weight.shape[-2:]
    oh, ow = x.shape[-2] - kh + 1, x.shape[-1] - kw + 1
    out = torch.zeros(len(x), len(weight), oh, ow, dtype=x.dtype)
    for c in range(x.shape[1]):
        for i in range(kh):
            for j in range(kw):
                out += x[:, None, c, i : i + oh, j : j + ow] * weight[None, :, c, i, j, None, None]
    return out


def ratio(way: object, x: torch.Tensor, weight: torch.Tensor) -> float:
    expected = expect(torch.nn.functional.conv2d, Call(x, weight), Tolerance.sum_of_products(), ("x", "weight"))
    value = TensorValue(data=way(x, weight), type_name="torch.Tensor")  # type: ignore[operator]
    return compare(expected, Returned(ended="ok", value=value)).ratio


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    channels=st.sampled_from([1, 3, 16, 64]),
    kernel=st.sampled_from([(1, 2), (3, 3), (5, 3)]),
    scale=st.sampled_from(["normal", "positive", "huge", "uneven"]),
    way=st.sampled_from([by_unfold, by_fourier, one_by_one]),
)
def test_honest_sums_stay_below_half_of_the_allowance(
    seed: int, channels: int, kernel: tuple[int, int], scale: str, way: object
) -> None:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(2, channels, 9, 7, generator=generator)
    weight = torch.randn(3, channels, *kernel, generator=generator)
    if scale == "positive":
        x, weight = x.abs(), weight.abs()
    elif scale == "huge":
        x = x * 1e18
    elif scale == "uneven":
        # the error of a Fourier transform follows the largest product of picture and kernel: it has to lie
        # within the answer, as it does unless the border alone is a million times brighter than the rest
        x = x * 10.0 ** torch.tensor([-6.0, -2, 2, 6, 4, 0, -4])
    assert ratio(way, x, weight) < 0.5


@pytest.mark.parametrize("channels", [1, 16, 64])
def test_a_dropped_summand_is_far_above_it(channels: int) -> None:
    generator = torch.Generator().manual_seed(channels)
    x = torch.randn(1, channels, 9, 7, generator=generator)
    weight = torch.randn(2, channels, 3, 3, generator=generator)
    holed = weight.clone()
    holed[:, 0, 1, 1] = 0
    assert ratio(lambda x, w: torch.nn.functional.conv2d(x, holed), x, weight) > 100


def test_bfloat16_inside_is_far_above_it() -> None:
    x, weight = torch.randn(1, 8, 9, 7), torch.randn(2, 8, 3, 3)
    assert ratio(lambda x, w: torch.nn.functional.conv2d(x.bfloat16(), w.bfloat16()).float(), x, weight) > 20


def test_the_allowance_is_the_documented_bound() -> None:
    x, weight = torch.ones(1, 2, 4, 5), torch.ones(1, 2, 3, 3)
    expected = expect(torch.nn.functional.conv2d, Call(x, weight), Tolerance.sum_of_products(), ("x", "weight"))
    assert float(expected.outputs[0].allowed.max()) == pytest.approx(4 * (math.sqrt(18) + 4) * 2.0**-24 * 18)


def test_gradients_have_their_own_fan_in() -> None:
    x, weight = torch.ones(2, 1, 6, 5), torch.ones(1, 1, 3, 3)
    call = Call(x, weight).gradients("weight")
    call.cotangent = torch.ones(2, 1, 4, 3)
    expected = expect(torch.nn.functional.conv2d, call, Tolerance.sum_of_products(), ("x", "weight"))
    summands = 2 * 4 * 3  # pictures and output pixels that each weight touches
    bound = 4 * (math.sqrt(summands) + 4) * 2.0**-24 * summands
    assert float(expected.gradients[0].allowed.max()) == pytest.approx(bound)
