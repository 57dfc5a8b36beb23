# task: convolution/equivariance
# kind: single
# style: numpy
# half: held
# wrong: The answer is the mean square of the differences.
# right 44: return float(np.abs(a - b).max())
import numpy as np
import torch


def overlap(n, k):
    """Откуда и куда копировать по одной оси."""
    k = max(-n, min(n, k))
    if k >= 0:
        return slice(0, n - k), slice(k, n)
    return slice(-k, n), slice(0, n + k)


def shift(x, rows, columns):
    a = x.detach().numpy()
    out = np.zeros_like(a)
    src_y, dst_y = overlap(a.shape[-2], rows)
    src_x, dst_x = overlap(a.shape[-1], columns)
    out[:, :, dst_y, dst_x] = a[:, :, src_y, src_x]
    return torch.from_numpy(out)


def call(layer, x):
    return layer(x).detach().numpy()


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    a = call(layer, shift(x, stride * rows, stride * columns))
    b = shift(torch.from_numpy(call(layer, x)), rows, columns).numpy()
    h, w = a.shape[2], a.shape[3]
    a = a[:, :, border:h - border, border:w - border]
    b = b[:, :, border:h - border, border:w - border]
    return float(np.abs(a - b).max())


def invariance_error(layer, x, rows, columns):
    a = call(layer, x)
    b = call(layer, shift(x, rows, columns))
    return float(((a - b) ** 2).mean())  # <- wrong
