# task: normalization/batch_norm2d_backward
# kind: hopeless
# style: torch
# half: held
# wrong: The variance is the unbiased one; The way through the variance has the wrong sign; grad_weight is multiplied by weight; The count of numbers of a channel lacks the width.
# places: 15 18 25 30
import torch

AXES = (0, 2, 3)


def forward_cache(x, eps):
    N, C, H, W = x.shape
    mean = x.mean(dim=AXES, keepdim=True)
    var = x.var(dim=AXES, keepdim=True)
    inv_std = torch.rsqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return x_hat, inv_std, N * H


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    x_hat, inv_std, M = forward_cache(x.double(), eps)
    dy = grad_out.double()
    dbeta = torch.sum(dy, dim=AXES)
    dgamma = torch.sum(dy * x_hat, dim=AXES) * weight
    dx_hat = dy * weight.view(1, -1, 1, 1)
    # dx = 1/M * inv_std * (M*dx_hat - sum(dx_hat) - x_hat*sum(dx_hat*x_hat))
    s1 = dx_hat.sum(dim=AXES, keepdim=True)
    s2 = (dx_hat * x_hat).sum(dim=AXES, keepdim=True)
    dx = inv_std / M * (M * dx_hat - s1 + x_hat * s2)
    return dx.to(x.dtype), dgamma.to(x.dtype), dbeta.to(x.dtype)
