# task: convolution/equivariance
# kind: single
# style: loops
# half: held
# wrong: Where the source lies outside, the old pixel stays: the result begins with a copy of the picture.
# right 12: out = torch.zeros_like(x)
import torch


def shift(x, rows, columns):
    # честные циклы, по определению
    out = x.clone()  # <- wrong
    h, w = x.size(2), x.size(3)
    for i in range(h):
        for j in range(w):
            src_i = i - rows
            src_j = j - columns
            if 0 <= src_i < h and 0 <= src_j < w:
                out[:, :, i, j] = x[:, :, src_i, src_j]
    return out


def max_difference(a, b):
    return float(torch.max(torch.abs(a - b)))


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    dy = rows * stride
    dx = columns * stride
    y1 = layer(shift(x, dy, dx))
    y2 = shift(layer(x), rows, columns)
    if border > 0:
        y1 = y1[:, :, border:-border, border:-border]
        y2 = y2[:, :, border:-border, border:-border]
    return max_difference(y1, y2)


def invariance_error(layer, x, rows, columns):
    with torch.no_grad():
        y1 = layer(x)
        y2 = layer(shift(x, rows, columns))
    return max_difference(y1, y2)
