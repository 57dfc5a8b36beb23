"""One channel after another, the formula of the paper for each."""

import math

import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    n, c, h, w = x.shape
    m = n * h * w
    dx = torch.zeros_like(x)
    dw = torch.zeros(c)
    db = torch.zeros(c)
    for k in range(c):
        values, g = x[:, k], grad_out[:, k]
        mean = values.sum().item() / m
        var = ((values - mean) ** 2).sum().item() / m
        std = math.sqrt(var + eps)
        normalized = (values - mean) / std
        db[k] = g.sum()
        dw[k] = (g * normalized).sum()
        dx[:, k] = weight[k] / (m * std) * (m * g - db[k] - normalized * dw[k])
    return dx, dw, db
