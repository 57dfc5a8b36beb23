"""No formula at all: places, pixels and weights are counted one by one."""

import torch


def _pair(v):
    return v if isinstance(v, (tuple, list)) else (v, v)


def _places(n, k, s, p, d):
    first, count = -p, 0
    while first + d * (k - 1) <= n - 1 + p:
        count += 1
        first += s
    return count


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if not isinstance(size, (tuple, list)):
        return _places(size, kernel_size, stride, padding, dilation)
    k, s, p, d = _pair(kernel_size), _pair(stride), _pair(padding), _pair(dilation)
    return [_places(size[i], k[i], s[i], p[i], d[i]) for i in range(2)]


def receptive_field(layers):
    # go back from one pixel of the last layer and remember which pixels it needs
    needed = {0}
    for k, s, d in layers[::-1]:
        needed = {place * s + tap * d for place in needed for tap in range(k)}
    return max(needed) - min(needed) + 1


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    kh, kw = _pair(kernel_size)
    weight = torch.empty(out_channels, in_channels // groups, kh, kw)
    total = weight.numel()
    if bias:
        total += torch.empty(out_channels).numel()
    return total


def dense_parameters(in_shape, out_shape, bias=True):
    outputs = torch.empty(out_shape).numel()
    inputs = torch.empty(in_shape).numel()
    total = 0
    for _ in range(outputs):
        total += inputs
        if bias:
            total += 1
    return total
