"""Max pooling window by window, each cut to the part that lies in the picture."""

import math

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    if stride is None:
        stride = kernel_size

    def two(v):
        return (v, v) if isinstance(v, int) else v

    kh, kw = two(kernel_size)
    sh, sw = two(stride)
    ph, pw = two(padding)
    dh, dw = two(dilation)
    N, C, H, W = x.shape
    rounding = math.ceil if ceil_mode else math.floor
    Ho = rounding((H + 2 * ph - dh * (kh - 1) - 1) / sh) + 1
    Wo = rounding((W + 2 * pw - dw * (kw - 1) - 1) / sw) + 1
    if ceil_mode and (Ho - 1) * sh >= H + ph:
        Ho -= 1
    if ceil_mode and (Wo - 1) * sw >= W + pw:
        Wo -= 1

    values, places = [], []
    for i in range(Ho):
        rows = [r for r in range(i * sh - ph, i * sh - ph + dh * (kh - 1) + 1, dh) if 0 <= r < H]
        for j in range(Wo):
            cols = [c for c in range(j * sw - pw, j * sw - pw + dw * (kw - 1) + 1, dw) if 0 <= c < W]
            window = x[:, :, rows][:, :, :, cols].flatten(2)
            best, where = window.max(dim=2)
            values.append(best)
            r, c = torch.tensor(rows)[where // len(cols)], torch.tensor(cols)[where % len(cols)]
            places.append(r * W + c)
    out = torch.stack(values, dim=2).view(N, C, Ho, Wo)
    if return_indices:
        return out, torch.stack(places, dim=2).view(N, C, Ho, Wo)
    return out
