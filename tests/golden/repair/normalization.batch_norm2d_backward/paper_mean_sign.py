# task: normalization/batch_norm2d_backward
# kind: single
# style: loops
# half: tuned
# wrong: The way through the mean has the wrong sign.
# right 25: d_mean = -d_norm.sum() / std
# or 26: d_x = d_norm / std + d_var * 2 * centered / m - d_mean / m
import torch


def backward_channel(g, x, gamma, eps):
    """Один канал, всё вытянуто в вектор длины m"""
    m = len(x)
    mean = x.sum() / m
    centered = x - mean
    var = (centered ** 2).sum() / m
    std = (var + eps).sqrt()
    x_norm = centered / std

    d_beta = g.sum()
    d_gamma = (g * x_norm).sum()

    d_norm = g * gamma
    d_var = (d_norm * centered).sum() * -0.5 * (var + eps) ** -1.5
    d_mean = d_norm.sum() / std  # <- wrong
    d_x = d_norm / std + d_var * 2 * centered / m + d_mean / m  # <- or here
    return d_x, d_gamma, d_beta


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    N, C, H, W = x.shape
    gx = torch.zeros_like(x)
    gw = torch.zeros(C, dtype=x.dtype)
    gb = torch.zeros(C, dtype=x.dtype)
    for c in range(C):
        g_c = grad_out[:, c].reshape(-1)
        x_c = x[:, c].reshape(-1)
        d_x, gw[c], gb[c] = backward_channel(g_c, x_c, weight[c], eps)
        gx[:, c] = d_x.view(N, H, W)
    return gx, gw, gb
