"""unfold and float64 inside; torch.pca_lowrank finds the components."""

import math

import torch
from torch import nn


def patch_embedding(x, weight, bias=None):
    size = tuple(weight.shape[2:])
    columns = nn.Unfold(kernel_size=size, stride=size)(x.double())
    out = torch.einsum("nkp,fk->npf", columns, weight.double().flatten(start_dim=1))
    if bias is not None:
        out = out + bias.double()
    return out.float()


def filter_grid(weight, columns):
    w = weight.double()
    rows = math.ceil(w.size(0) / columns)
    kh, kw = w.size(2), w.size(3)
    canvas = torch.zeros(w.size(1), rows * kh + rows - 1, columns * kw + columns - 1, dtype=torch.float64)
    for i, one in enumerate(w):
        r, c = divmod(i, columns)
        y, x = r * kh + r, c * kw + c
        canvas[:, y : y + kh, x : x + kw] = (one - one.min()) / (one.max() - one.min())
    return canvas


def principal_filters(weight, k):
    _, _, v = torch.pca_lowrank(weight.flatten(1).double(), q=k, center=True, niter=4)
    return v.T.unflatten(1, weight.shape[1:])
