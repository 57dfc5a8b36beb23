# task: normalization/batch_norm2d_backward
# kind: two
# style: vectorised
# half: fresh
# wrong: The weight is left out of the way to x, and dgamma is taken with x.
# right 21: dgamma = (grad_out * x_norm).sum(dim=dims)
# right 22: g = grad_out * weight.view(1, -1, 1, 1)
import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    """Упрощённая формула с листочка: одна строка на dx."""
    dims = (0, 2, 3)
    m = x.numel() // x.size(1)
    mu = x.mean(dim=dims, keepdim=True)
    sigma2 = x.var(dim=dims, unbiased=False, keepdim=True)
    inv_std = 1 / torch.sqrt(sigma2 + eps)
    x_norm = (x - mu) * inv_std

    dbeta = grad_out.sum(dim=dims)
    dgamma = (grad_out * x).sum(dim=dims)  # <- wrong 1
    g = grad_out  # <- wrong 2
    sum_g = g.sum(dim=dims, keepdim=True)
    sum_gx = (g * x_norm).sum(dim=dims, keepdim=True)
    dx = inv_std / m * (m * g - sum_g - x_norm * sum_gx)
    return dx, dgamma, dbeta
