# task: pooling/avg_pool2d
# kind: repeated
# style: loops
# half: fresh
# wrong: A window begins without the padding taken off.
# right 33: r_start, q_start = r * stride_h - pad_h, q * stride_w - pad_w
import math

import torch


def out_dim(size, k, s, p, ceil_mode):
    steps = (size + 2 * p - k) / s
    n = (math.ceil(steps) if ceil_mode else math.floor(steps)) + 1
    if ceil_mode and (n - 1) * s >= size + p:
        n -= 1
    return n


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    if stride is None:
        stride = kernel_size
    pool_h, pool_w = (kernel_size,) * 2 if isinstance(kernel_size, int) else kernel_size
    stride_h, stride_w = (stride,) * 2 if isinstance(stride, int) else stride
    pad_h, pad_w = (padding,) * 2 if isinstance(padding, int) else padding
    n, c, in_h, in_w = x.shape
    out_h = out_dim(in_h, pool_h, stride_h, pad_h, ceil_mode)
    out_w = out_dim(in_w, pool_w, stride_w, pad_w, ceil_mode)

    y = x.new_empty(n, c, out_h, out_w)
    for r in range(out_h):
        for q in range(out_w):
            r_start, q_start = r * stride_h, q * stride_w  # <- wrong
            r_end = min(r_start + pool_h, in_h + pad_h)
            q_end = min(q_start + pool_w, in_w + pad_w)
            area = (r_end - r_start) * (q_end - q_start)
            r_start, q_start = max(0, r_start), max(0, q_start)
            r_end, q_end = min(in_h, r_end), min(in_w, q_end)
            if not count_include_pad:
                area = (r_end - r_start) * (q_end - q_start)
            y[:, :, r, q] = x[:, :, r_start:r_end, q_start:q_end].sum((2, 3)) / area
    return y
