"""Average pooling window by window."""

import math

import torch


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    def two(v):
        return (v, v) if isinstance(v, int) else v

    kh, kw = two(kernel_size)
    sh, sw = two(kernel_size if stride is None else stride)
    ph, pw = two(padding)
    N, C, H, W = x.shape
    rounding = math.ceil if ceil_mode else math.floor
    Ho = rounding((H + 2 * ph - kh) / sh) + 1
    Wo = rounding((W + 2 * pw - kw) / sw) + 1
    if ceil_mode:
        Ho -= (Ho - 1) * sh >= H + ph
        Wo -= (Wo - 1) * sw >= W + pw

    rows = []
    for i in range(Ho):
        row = []
        for j in range(Wo):
            top, left = i * sh - ph, j * sw - pw
            bottom, right = min(top + kh, H + ph), min(left + kw, W + pw)
            window = x[:, :, max(top, 0) : min(bottom, H), max(left, 0) : min(right, W)]
            if count_include_pad:
                row.append(window.sum(dim=(2, 3)) / ((bottom - top) * (right - left)))
            else:
                row.append(window.mean(dim=(2, 3)))
        rows.append(torch.stack(row, dim=2))
    return torch.stack(rows, dim=2)
