# task: pooling/avg_pool2d
# kind: single
# style: vectorised
# half: tuned
# wrong: What lies beyond the border counts as pixels of the mean.
# right 47: ones = F.pad(ones, beyond)
import math

import torch
import torch.nn.functional as F


def tup(a):
    return (a, a) if isinstance(a, int) else a


def axis(length, k, s, p, ceil_mode):
    raw = (length + 2 * p - k) / s
    n = (math.ceil(raw) if ceil_mode else math.floor(raw)) + 1
    if ceil_mode and (n - 1) * s >= length + p:
        n = n - 1
    # сколько ещё не хватает справа, чтобы последнее окно поместилось
    extra = max(0, (n - 1) * s + k - length - 2 * p)
    return n, extra


def sum_windows(img, k, s, out):
    total = 0
    for a in range(k[0]):
        for b in range(k[1]):
            rows = slice(a, a + (out[0] - 1) * s[0] + 1, s[0])
            cols = slice(b, b + (out[1] - 1) * s[1] + 1, s[1])
            total = total + img[:, :, rows, cols]
    return total


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    k = tup(kernel_size)
    s = tup(kernel_size if stride is None else stride)
    p = tup(padding)
    oh, eh = axis(x.shape[2], k[0], s[0], p[0], ceil_mode)
    ow, ew = axis(x.shape[3], k[1], s[1], p[1], ceil_mode)
    border = (p[1], p[1], p[0], p[0])
    beyond = (0, ew, 0, eh)
    img = F.pad(F.pad(x, border), beyond)
    ones = F.pad(torch.ones_like(x[:1, :1]), border, value=float(count_include_pad))
    ones = F.pad(ones, beyond, value=1.0)  # <- wrong
    return sum_windows(img, k, s, (oh, ow)) / sum_windows(ones, k, s, (oh, ow))
