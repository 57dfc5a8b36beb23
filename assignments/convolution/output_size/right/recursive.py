"""Recursion and a dense layer seen as a convolution whose kernel is the picture."""

from functools import reduce
from operator import mul


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if type(size) is tuple:
        rows = [v[0] if type(v) is tuple else v for v in (size, kernel_size, stride, padding, dilation)]
        cols = [v[1] if type(v) is tuple else v for v in (size, kernel_size, stride, padding, dilation)]
        return (output_size(*rows), output_size(*cols))
    if padding > 0:
        return output_size(size + 2 * padding, kernel_size, stride, 0, dilation)
    if dilation > 1:
        return output_size(size, dilation * (kernel_size - 1) + 1, stride)
    return len(range(0, size - kernel_size + 1, stride))


def receptive_field(layers, pixels=1):
    """`pixels` neighbours of the last layer see so many pixels of the picture."""
    if not layers:
        return pixels
    *earlier, (k, s, d) = layers
    return receptive_field(earlier, (pixels - 1) * s + d * (k - 1) + 1)


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    if groups > 1:
        return groups * conv_parameters(in_channels // groups, out_channels // groups, kernel_size, bias)
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    return (in_channels * kernel_size[0] * kernel_size[1] + int(bias)) * out_channels


def dense_parameters(in_shape, out_shape, bias=True):
    inputs = reduce(mul, in_shape, 1)
    outputs = reduce(mul, out_shape, 1)
    return conv_parameters(inputs, outputs, 1, bias)
