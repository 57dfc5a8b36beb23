# task: normalization/batch_norm2d_backward
# kind: hopeless
# style: torch
# half: held
# wrong: The formula for dense layers, over the batch axis only; the gradients of the parameters are means.
import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    m = x.shape[0]
    mu = x.mean(0)
    std = x.var(0).sqrt() + eps
    x_hat = (x - mu) / std
    db = grad_out.mean(0).mean(-1).mean(-1)
    dw = (grad_out * x_hat).mean(0).mean(-1).mean(-1)
    dx_hat = grad_out * weight.view(1, -1, 1, 1)
    dx = (dx_hat - dx_hat.sum(0) / m) / std
    return dx, dw, db
