# task: normalization/batch_norm2d_backward
# kind: single
# style: vectorised
# half: fresh
# wrong: The sums are not divided by the count: only the first term is right.
# right 24: dx = inv_std / m * (m * g - sum_g - x_norm * sum_gx)
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
    dgamma = (grad_out * x_norm).sum(dim=dims)
    g = grad_out * weight.view(1, -1, 1, 1)
    sum_g = g.sum(dim=dims, keepdim=True)
    sum_gx = (g * x_norm).sum(dim=dims, keepdim=True)
    dx = inv_std * (g - sum_g - x_norm * sum_gx)  # <- wrong
    return dx, dgamma, dbeta
