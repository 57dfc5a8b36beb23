"""The numbers of the reference are those of torch's own layers; their fields of view those of gradients."""

import math

import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn

from reference.convolution.output_size import conv_parameters, dense_parameters, output_size, receptive_field

corners = settings(max_examples=50, deadline=None, derandomize=True)


def either(low, high):
    number = st.integers(low, high)
    return number | st.tuples(number, number)


def two(value):
    return (value, value) if isinstance(value, int) else value


def learned(layer):
    return sum(weight.numel() for weight in layer.parameters())


@corners
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)), either(1, 6), either(1, 5), either(0, 3), either(1, 4), st.data()
)
def test_the_output_is_as_large_as_that_of_the_layer(size, kernel, stride, padding, dilation, data):
    options = (kernel, stride, padding, dilation)
    assume(all(n + 2 * p >= d * (k - 1) + 1 for n, k, _, p, d in zip(size, *map(two, options), strict=True)))
    layer = nn.Conv2d(1, 1, *options, device="meta")
    expected = tuple(layer(torch.empty(1, 1, *size, device="meta")).shape[2:])
    assert output_size(size, *options) == expected
    axis = data.draw(st.integers(0, 1))
    alone = output_size(size[axis], *(two(option)[axis] for option in options))
    assert type(alone) is int and alone == expected[axis]


@corners
@given(st.integers(1, 60), st.integers(1, 6), st.integers(1, 5), st.integers(0, 3), st.integers(1, 3))
def test_pooling_has_as_many_places(size, kernel, stride, padding, dilation):
    assume(2 * padding <= kernel and size + 2 * padding >= dilation * (kernel - 1) + 1)
    pooled = nn.MaxPool1d(kernel, stride, padding, dilation)(torch.zeros(1, 1, size))
    assert output_size(size, kernel, stride, padding, dilation) == pooled.shape[-1]


layers = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(1, 3)), max_size=4)


@corners
@given(layers)
def test_the_field_of_view_is_where_the_gradient_arrives(layers):
    size = 3
    for kernel, stride, dilation in reversed(layers):
        size = (size - 1) * stride + dilation * (kernel - 1) + 1
    x = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
    out = x
    for kernel, stride, dilation in layers:
        out = nn.functional.conv1d(out, torch.ones(1, 1, kernel, dtype=torch.float64), None, stride, 0, dilation)
    out[0, 0, 1].backward()
    seen = x.grad[0, 0].nonzero()
    assert receptive_field(layers) == int(seen.max() - seen.min()) + 1


@corners
@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 4), either(1, 7), st.booleans())
def test_a_convolution_learns_so_many_numbers(inner, outer, groups, kernel, bias):
    inputs, outputs = inner * groups, outer * groups
    layer = nn.Conv2d(inputs, outputs, kernel, groups=groups, bias=bias, device="meta")
    assert conv_parameters(inputs, outputs, kernel, bias, groups) == learned(layer)


shapes = st.lists(st.integers(1, 40), min_size=1, max_size=4).map(tuple)


@corners
@given(shapes, shapes, st.booleans())
def test_a_dense_layer_learns_so_many_numbers(start, end, bias):
    layer = nn.Linear(math.prod(start), math.prod(end), bias=bias, device="meta")
    assert dense_parameters(start, end, bias) == learned(layer)


def test_the_numbers_of_the_statement():
    assert output_size(5, 3) == 3
    assert output_size(227, 11, 4) == 55
    assert output_size((32, 28), (5, 3)) == (28, 26)
    assert receptive_field([(3, 1, 1)] * 3) == 7
    assert receptive_field([(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1)]) == 16
    assert conv_parameters(3, 16, 3) == 448
    assert dense_parameters((3, 32, 32), (16, 32, 32)) == 50_348_032
