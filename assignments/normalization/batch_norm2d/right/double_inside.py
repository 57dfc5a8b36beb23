"""Computes in float64 with einsum, and hands back the type it was given."""

import torch


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    kind = x.dtype
    x, old_mean, old_var = x.double(), running_mean.double(), running_var.double()
    n, c, h, w = x.shape
    ones = torch.ones(n, h, w, dtype=torch.float64)
    m = float(n * h * w)
    if training:
        mean = torch.einsum("nchw,nhw->c", x, ones) / m
        centered = x - mean[None, :, None, None]
        ss = torch.einsum("nchw,nchw->c", centered, centered)
        std = torch.sqrt(ss / m + eps)
        new_mean = torch.lerp(old_mean, mean, momentum)
        new_var = torch.lerp(old_var, ss / (m - 1), momentum)
    else:
        centered = x - old_mean[None, :, None, None]
        std = torch.sqrt(old_var + eps)
        new_mean, new_var = old_mean, old_var
    y = torch.einsum("nchw,c->nchw", centered, 1 / std)
    if weight is not None:
        y = torch.einsum("nchw,c->nchw", y, weight.double())
    if bias is not None:
        y = y + bias.double()[None, :, None, None]
    return y.to(kind), new_mean.to(kind), new_var.to(kind)
