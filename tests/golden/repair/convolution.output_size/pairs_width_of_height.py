# task: convolution/output_size
# kind: single
# style: torch
# half: held
# wrong: The width is computed from the height of the picture.
# right 24: w_out = math.floor((w_in + 2 * pw - dw * (kw - 1) - 1) / sw + 1)
import math

import torch


def _make_pair(v):
    return v if isinstance(v, (tuple, list)) else (v, v)


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    flag = isinstance(size, int)
    h_in, w_in = _make_pair(size)
    kh, kw = _make_pair(kernel_size)
    sh, sw = _make_pair(stride)
    ph, pw = _make_pair(padding)
    dh, dw = _make_pair(dilation)
    h_out = math.floor((h_in + 2 * ph - dh * (kh - 1) - 1) / sh + 1)
    w_out = math.floor((h_in + 2 * pw - dw * (kw - 1) - 1) / sw + 1)  # <- wrong
    if flag:
        return h_out
    return (h_out, w_out)


def receptive_field(layers):
    # идём от последнего слоя к первому
    field = 1
    for k, s, d in reversed(layers):
        eff = d * (k - 1) + 1
        field = (field - 1) * s + eff
    return field


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    kh, kw = _make_pair(kernel_size)
    w = torch.empty(out_channels, in_channels // groups, kh, kw)
    b = torch.empty(out_channels)
    total = w.numel()
    return total + b.numel() if bias else total


def dense_parameters(in_shape, out_shape, bias=True):
    inputs = math.prod(in_shape)
    outputs = math.prod(out_shape)
    return inputs * outputs + (outputs if bias else 0)
