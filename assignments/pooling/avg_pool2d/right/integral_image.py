"""Average pooling with an integral image: every window sum is four numbers of a running sum."""

import torch


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    k = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
    s = k if stride is None else (stride, stride) if isinstance(stride, int) else tuple(stride)
    p = (padding, padding) if isinstance(padding, int) else tuple(padding)
    H, W = x.shape[2:]

    table = x.new_zeros(x.shape[0], x.shape[1], H + 1, W + 1)
    table[:, :, 1:, 1:] = x.cumsum(2).cumsum(3)

    edges, counts = [], []
    for axis, size in enumerate((H, W)):
        room = size + 2 * p[axis] - k[axis]
        number = room // s[axis] + 1
        if ceil_mode and room % s[axis] != 0 and number * s[axis] < size + p[axis]:
            number += 1
        begin = torch.arange(number) * s[axis] - p[axis]
        end = (begin + k[axis]).clamp(max=size + p[axis])
        inside = begin.clamp(min=0), end.clamp(max=size)
        edges.append(inside)
        counts.append(end - begin if count_include_pad else inside[1] - inside[0])

    (top, bottom), (left, right) = edges
    lower, upper = table[:, :, bottom], table[:, :, top]
    total = lower[..., right] - lower[..., left] - upper[..., right] + upper[..., left]
    return total / (counts[0][:, None] * counts[1][None, :]).to(x.dtype)
