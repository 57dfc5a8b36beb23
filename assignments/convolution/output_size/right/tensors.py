"""Both axes at once, as tensors."""

import torch


def as_axes(value, axes):
    return torch.tensor(value).expand(axes)


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    axes = (len(size),) if isinstance(size, tuple) else ()
    n, k, s, p, d = (as_axes(value, axes) for value in (size, kernel_size, stride, padding, dilation))
    out = torch.div(n + 2 * p - d * (k - 1) - 1, s, rounding_mode="floor") + 1
    return tuple(out.tolist()) if axes else out


def receptive_field(layers):
    k, s, d = torch.tensor(layers).T
    before = torch.cat([torch.ones(1, dtype=torch.long), s[:-1]]).cumprod(0)
    return 1 + ((k - 1) * d * before).sum()


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    kernel = torch.tensor(kernel_size).expand(2).prod()
    # group by group
    weights = sum((out_channels // groups) * (in_channels // groups) * kernel for _ in range(groups))
    return weights + out_channels if bias else weights


def dense_parameters(in_shape, out_shape, bias=True):
    inputs = torch.Size(in_shape).numel()
    outputs = torch.Size(out_shape).numel()
    if bias:
        inputs = inputs + 1  # the bias is the weight of an input that is always 1
    return torch.tensor(inputs) * outputs
