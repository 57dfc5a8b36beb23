"""The chain of the paper (section 3), variable by variable."""

import torch

AXES = [0, 2, 3]


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    var, mean = torch.var_mean(x, dim=AXES, correction=0, keepdim=True)
    m = x.numel() / x.size(1)
    d_hat = grad_out * weight.view(1, -1, 1, 1)
    d_var = (d_hat * (x - mean)).sum(AXES, keepdim=True) * -0.5 * (var + eps) ** (-1.5)
    d_mean = -d_hat.sum(AXES, keepdim=True) / (var + eps) ** 0.5 + d_var * (-2 * (x - mean)).sum(AXES, keepdim=True) / m
    d_x = d_hat / (var + eps).sqrt() + d_var * 2 * (x - mean) / m + d_mean / m
    x_hat = (x - mean) / (var + eps).sqrt()
    return d_x, (grad_out * x_hat).sum(AXES), grad_out.sum(AXES)
