"""Max pooling in two passes: the largest of each column piece first, then the largest of those along the row."""

import torch


def one_axis(x, k, s, p, d, ceil_mode):
    """Pools the last axis; returns the maxima and the positions they had on it."""
    n = x.shape[-1]
    span = d * (k - 1) + 1
    room = n + 2 * p - span
    count = room // s + 1
    if ceil_mode and room % s and count * s < n + p:
        count += 1
    length = (count - 1) * s + span
    left = x.new_full((*x.shape[:-1], p), -torch.inf)
    right = x.new_full((*x.shape[:-1], max(length - n - p, 0)), -torch.inf)
    windows = torch.cat([left, x, right], dim=-1).unfold(-1, span, s)[..., :count, ::d]
    best, tap = windows.max(dim=-1)
    return best, torch.arange(count) * s - p + tap * d


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    def pair(v):
        return [v, v] if isinstance(v, int) else list(v)

    stride = kernel_size if stride is None else stride
    k, s, p, d = map(pair, (kernel_size, stride, padding, dilation))
    down, row = one_axis(x.transpose(2, 3), k[0], s[0], p[0], d[0], ceil_mode)  # (N, C, W, H')
    down, row = down.transpose(2, 3), row.transpose(2, 3)  # (N, C, H', W)
    best, column = one_axis(down, k[1], s[1], p[1], d[1], ceil_mode)  # (N, C, H', W')
    if not return_indices:
        return best
    return best, row.gather(3, column) * x.shape[3] + column
