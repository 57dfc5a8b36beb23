"""Zeros all around, then a window of the old size is cut out somewhere else."""

import torch.nn.functional as F


def shift(x, rows, columns):
    h, w = x.shape[2], x.shape[3]
    r, c = abs(rows), abs(columns)
    big = F.pad(x, [c, c, r, r])
    return big[:, :, r - rows : r - rows + h, c - columns : c - columns + w].clone()


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    y = layer(x)
    y_shifted = shift(y, rows, columns)
    y2 = layer(shift(x, rows * stride, columns * stride))
    h, w = y.shape[2:]
    inner = slice(border, h - border), slice(border, w - border)
    diff = y_shifted[(..., *inner)] - y2[(..., *inner)]
    return max(diff.max(), -diff.min())


def invariance_error(layer, x, rows, columns):
    diff = layer(shift(x, rows, columns)) - layer(x)
    return max(diff.max().item(), -diff.min().item())
