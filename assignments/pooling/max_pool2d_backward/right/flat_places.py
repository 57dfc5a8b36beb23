"""All windows as one view, places as numbers in the flat picture, scatter_add for those that won several times."""

import torch


def as_pair(value):
    return [value, value] if isinstance(value, int) else list(value)


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    (kh, kw), (ph, pw) = as_pair(kernel_size), as_pair(padding)
    sh, sw = (kh, kw) if stride is None else as_pair(stride)
    n, c, h, w = x.shape
    big = torch.full((n, c, h + 2 * ph, w + 2 * pw), -torch.inf)
    big[:, :, ph : ph + h, pw : pw + w] = x
    windows = big.unfold(2, kh, sh).unfold(3, kw, sw)  # (N, C, H', W', kh, kw)
    place = windows.reshape(*windows.shape[:4], kh * kw).max(dim=-1).indices

    top = torch.arange(windows.shape[2])[:, None] * sh
    left = torch.arange(windows.shape[3])[None, :] * sw
    flat = (top + place // kw) * big.shape[3] + left + place % kw
    grad = torch.zeros(n, c, big.shape[2] * big.shape[3])
    grad.scatter_add_(2, flat.reshape(n, c, -1), grad_out.reshape(n, c, -1))
    return grad.view_as(big)[:, :, ph : ph + h, pw : pw + w].contiguous()
