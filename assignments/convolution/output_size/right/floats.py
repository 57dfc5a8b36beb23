"""Формулы из документации PyTorch, всё через обычное деление."""

from math import floor

import numpy as np


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    def one(h, k, s, p, d):
        return floor((h + 2 * p - d * (k - 1) - 1) / s + 1)

    if isinstance(size, int):
        return one(size, kernel_size, stride, padding, dilation)

    def get(value, i):
        return value if isinstance(value, int) else value[i]

    h_out = one(size[0], get(kernel_size, 0), get(stride, 0), get(padding, 0), get(dilation, 0))
    w_out = one(size[1], get(kernel_size, 1), get(stride, 1), get(padding, 1), get(dilation, 1))
    return h_out, w_out


def receptive_field(layers):
    # r_{l-1} = s_l * r_l + (k_l - s_l), с конца
    r = 1.0
    for k, s, d in reversed(layers):
        k_eff = k + (k - 1) * (d - 1)
        r = s * r + (k_eff - s)
    return r


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    return np.prod(kernel_size) * (1 if isinstance(kernel_size, tuple) else kernel_size) * in_channels / groups * (
        out_channels
    ) + bias * out_channels


def dense_parameters(in_shape, out_shape, bias=True):
    n_in, n_out = np.prod(in_shape), np.prod(out_shape)
    return n_in * n_out + bias * n_out
