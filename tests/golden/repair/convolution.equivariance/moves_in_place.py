# task: convolution/equivariance
# kind: hopeless
# style: loops
# half: held
# wrong: The shift works in place and only right and down, the errors are norms.
import torch


def shift(x, rows, columns):
    n, c, h, w = x.shape
    for i in range(h - 1, rows - 1, -1):
        for j in range(w - 1, columns - 1, -1):
            x[:, :, i, j] = x[:, :, i - rows, j - columns]
    return x


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    a = layer(shift(x, rows, columns))
    b = shift(layer(x), rows, columns)
    return torch.norm(a - b)


def invariance_error(layer, x, rows, columns):
    return torch.norm(layer(x) - x)
