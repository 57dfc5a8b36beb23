"""Max pooling with unfold: a border of -inf, the windows as columns, one max over them."""

import torch
import torch.nn.functional as F


def pair(a):
    return (a, a) if isinstance(a, int) else tuple(a)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    k, p, d = pair(kernel_size), pair(padding), pair(dilation)
    s = k if stride is None else pair(stride)
    n, c, *size = x.shape
    out, beyond = [], []
    for axis in range(2):
        span = d[axis] * (k[axis] - 1) + 1
        room = size[axis] + 2 * p[axis] - span
        if ceil_mode:
            count = (room + s[axis] - 1) // s[axis] + 1
            while (count - 1) * s[axis] >= size[axis] + p[axis]:
                count = count - 1
        else:
            count = room // s[axis] + 1
        out.append(count)
        beyond.append(max((count - 1) * s[axis] + span - size[axis] - 2 * p[axis], 0))

    bordered = F.pad(x, (p[1], p[1] + beyond[1], p[0], p[0] + beyond[0]), value=float("-inf"))
    bordered = bordered.reshape(n * c, 1, *bordered.shape[2:])
    columns = F.unfold(bordered, k, dilation=d, stride=s)  # (n*c, kh*kw, windows)
    # unfold keeps every window that fits, and there may be more of them than are wanted
    whole = [(bordered.shape[2 + a] - d[a] * (k[a] - 1) - 1) // s[a] + 1 for a in range(2)]
    values, tap = columns.max(dim=1)
    values = values.reshape(n, c, *whole)[:, :, : out[0], : out[1]]
    tap = tap.reshape(n, c, *whole)[:, :, : out[0], : out[1]]
    if not return_indices:
        return values
    row = torch.arange(out[0]).view(-1, 1) * s[0] - p[0] + tap // k[1] * d[0]
    col = torch.arange(out[1]) * s[1] - p[1] + tap % k[1] * d[1]
    return values, row * size[1] + col
