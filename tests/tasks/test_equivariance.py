"""What the reference measures: shifts against torch.roll, layers of torch that are and are not equivariant."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from reference.convolution.equivariance import equivariance_error, invariance_error, shift

corners = settings(max_examples=50, deadline=None, derandomize=True)
sides = st.integers(1, 7)
steps = st.integers(-9, 9)
small = st.integers(-2, 2)


def picture(*shape, margin=0, seed=0):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return nn.functional.pad(x, (margin,) * 4)


def layer(kind, *args, **kwargs):
    torch.manual_seed(1)
    return kind(*args, **kwargs, dtype=torch.float64).requires_grad_(False)


@corners
@given(sides, sides, steps, steps)
def test_a_shift_is_a_roll_in_a_frame_of_zeros(h, w, rows, columns):
    x = picture(2, 3, h, w)
    framed = nn.functional.pad(x, (9, 9, 9, 9))
    expected = framed.roll((rows, columns), (2, 3))[:, :, 9:-9, 9:-9]
    assert torch.equal(shift(x, rows, columns), expected)
    assert torch.equal(x, picture(2, 3, h, w))


@corners
@given(small, small, st.integers(1, 3), st.integers(1, 3))
def test_a_convolution_is_equivariant_inside_for_shifts_by_its_stride(rows, columns, stride, kernel):
    x = picture(2, 2, 26, 23)
    convolution = layer(nn.Conv2d, 2, 3, kernel, stride, kernel // 2)
    assert equivariance_error(convolution, x, rows, columns, stride, border=3) < 1e-12
    pooling = nn.MaxPool2d(kernel, stride)
    assert equivariance_error(pooling, x, rows, columns, stride, border=3) == 0


@corners
@given(small, small, st.integers(0, 2))
def test_the_error_is_the_largest_difference_within_the_border(rows, columns, border):
    x = picture(2, 2, 6, 7)
    dense = layer(nn.Linear, 84, 84)

    def same_shape(x):
        return dense(x.flatten(1)).reshape(x.shape)

    moved, then = same_shape(shift(x, rows, columns)), shift(same_shape(x), rows, columns)
    expected = max(
        abs(float(moved[n, c, i, j] - then[n, c, i, j]))
        for n in range(2)
        for c in range(2)
        for i in range(border, 6 - border)
        for j in range(border, 7 - border)
    )
    assert equivariance_error(same_shape, x, rows, columns, border=border) == pytest.approx(expected, abs=1e-12)


def test_a_stride_breaks_equivariance_for_single_pixels():
    x = picture(1, 1, 12, 10)
    assert equivariance_error(nn.MaxPool2d(2), x, 1, 0, stride=1, border=2) > 0.1


@corners
@given(small, small)
def test_global_pooling_is_invariant_while_only_zeros_leave(rows, columns):
    x = picture(2, 3, 5, 6, margin=2)
    for pooling in (nn.AdaptiveMaxPool2d(1), nn.AdaptiveAvgPool2d(1)):
        assert invariance_error(pooling, x, rows, columns) < 1e-12
    network = nn.Sequential(layer(nn.Conv2d, 3, 4, 3, padding=3, bias=False), nn.ReLU(), nn.AdaptiveMaxPool2d(1))
    assert invariance_error(network, x, rows, columns) < 1e-12


def test_what_leaves_the_picture_and_a_dense_layer_are_seen():
    x = torch.arange(12.0).reshape(1, 1, 3, 4)
    assert invariance_error(nn.AdaptiveMaxPool2d(1), x, 1, 0) == 4  # 11 leaves, 7 is the largest that stays
    dense = nn.Sequential(nn.Flatten(), layer(nn.Linear, 192, 5))
    assert invariance_error(dense, picture(2, 3, 4, 4, margin=2), 1, 1) > 0.1


def test_both_errors_are_plain_numbers():
    x = picture(1, 1, 5, 6)
    assert type(equivariance_error(nn.ReLU(), x, 1, 1)) is float
    assert type(invariance_error(nn.ReLU(), x, 1, 1)) is float
