# task: pooling/max_pool2d
# kind: repeated
# style: numpy
# half: held
# wrong: The stride is read as (columns, rows) on both axes.
# right 27: I = _axis(H, k[0], s[0], p[0], d[0], ceil_mode)
# right 28: J = _axis(W, k[1], s[1], p[1], d[1], ceil_mode)
import numpy as np
import torch


def _axis(n, k, s, p, d, ceil):
    """Начала окон вдоль одной оси и индексы внутри окна"""
    span = d * (k - 1) + 1
    count = (np.ceil if ceil else np.floor)((n + 2 * p - span) / s) + 1
    starts = np.arange(int(count)) * s - p
    if ceil:
        starts = starts[starts < n]
    return starts[:, None] + d * np.arange(k)[None, :]


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    pair = lambda v: (v, v) if np.isscalar(v) else v
    k, p, d = pair(kernel_size), pair(padding), pair(dilation)
    s = k if stride is None else pair(stride)
    H, W = x.shape[2:]
    I = _axis(H, k[0], s[1], p[0], d[0], ceil_mode)  # <- wrong
    J = _axis(W, k[1], s[0], p[1], d[1], ceil_mode)  # <- wrong
    inside_i = (I >= 0) & (I < H)
    inside_j = (J >= 0) & (J < W)
    inside = torch.from_numpy(inside_i[:, None, :, None] & inside_j[None, :, None, :])
    Ic = torch.from_numpy(I.clip(0, H - 1))
    Jc = torch.from_numpy(J.clip(0, W - 1))
    win = x[:, :, Ic[:, None, :, None], Jc[None, :, None, :]]
    win = win.masked_fill(~inside, -float("inf"))
    flat_index = Ic[:, None, :, None] * W + Jc[None, :, None, :]
    flat_index = flat_index.flatten(2)
    out, arg = win.flatten(4).max(dim=4)
    if not return_indices:
        return out
    n, c = x.shape[:2]
    places = flat_index.expand(n, c, *flat_index.shape).gather(4, arg[..., None])[..., 0]
    return out, places
