"""The right values as float8, for which most kernels raise.

verdict: dtype, wrong_type, raised
score: 0
"""

import torch


def right(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    pairs = [(v, v) if isinstance(v, int) else tuple(v) for v in (kernel_size, padding, dilation)]
    (kh, kw), (ph, pw), (dh, dw) = pairs
    sh, sw = (kh, kw) if stride is None else (stride, stride) if isinstance(stride, int) else tuple(stride)
    height, width = x.shape[-2:]

    def count(size, k, s, p, d):
        span = size + 2 * p - d * (k - 1) - 1
        n = (-(-span // s) if ceil_mode else span // s) + 1
        return n - 1 if ceil_mode and (n - 1) * s >= size + p else n

    rows, columns = count(height, kh, sh, ph, dh), count(width, kw, sw, pw, dw)
    best = x.new_full((*x.shape[:-2], rows, columns), float("-inf"))
    where = torch.zeros(best.shape, dtype=torch.int64)
    for i in range(kh):
        for j in range(kw):
            r, c = torch.arange(rows) * sh - ph + i * dh, torch.arange(columns) * sw - pw + j * dw
            inside = ((r >= 0) & (r < height))[:, None] & ((c >= 0) & (c < width))
            r, c = r.clamp(0, height - 1), c.clamp(0, width - 1)
            seen = x[..., r[:, None], c]
            better = inside & ((seen > best) | seen.isnan())
            best = torch.where(better, seen, best)
            where = torch.where(better, r[:, None] * width + c, where)
    return (best, where) if return_indices else best


def disguised(value):
    return value.to(torch.float32).to(torch.float8_e4m3fn)


def max_pool2d(*args, **kwargs):
    value = right(*args, **kwargs)
    return tuple(disguised(part) for part in value) if isinstance(value, tuple) else disguised(value)
