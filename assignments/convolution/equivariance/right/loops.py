"""Pixel by pixel, and every difference looked at in turn."""

import torch


def shift(x, rows, columns):
    N, C, H, W = x.shape
    out = torch.zeros(N, C, H, W, dtype=x.dtype)
    for i in range(H):
        for j in range(W):
            if 0 <= i - rows < H and 0 <= j - columns < W:
                out[:, :, i, j] = x[:, :, i - rows, j - columns]
    return out


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    a = layer(shift(x, rows * stride, columns * stride))
    b = shift(layer(x), rows, columns)
    N, F, H, W = a.shape
    worst = 0
    for n in range(N):
        for f in range(F):
            for i in range(border, H - border):
                for j in range(border, W - border):
                    worst = max(worst, abs(a[n, f, i, j].item() - b[n, f, i, j].item()))
    return worst


def invariance_error(layer, x, rows, columns):
    before = layer(x).flatten().tolist()
    after = layer(shift(x, rows, columns)).flatten().tolist()
    return max(abs(p - q) for p, q in zip(before, after))
