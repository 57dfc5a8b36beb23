# task: convolution/equivariance
# kind: two
# style: vectorised
# half: tuned
# wrong: invariance_error adds all differences, and the output moves the other way than the picture.
# right 30: second = cut(shift(layer(x), rows, columns), border)
# right 38: return error.max()
import torch
import torch.nn.functional as F


def shift(x, rows, columns):
    height, width = x.shape[2], x.shape[3]
    # рамка с нужной стороны, потом вырезаем окно размера (height, width)
    up, left = max(rows, 0), max(columns, 0)
    down, right = max(-rows, 0), max(-columns, 0)
    big = F.pad(x, (left, right, up, down))
    return big[:, :, down:down + height, right:right + width]


def cut(t, k):
    if k == 0:
        return t
    return t[:, :, k:-k, k:-k]


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    with torch.no_grad():
        first = cut(layer(shift(x, stride * rows, stride * columns)), border)
        second = cut(shift(layer(x), -rows, -columns), border)  # <- wrong 1
        error = (first - second).abs()
    return error.max()


def invariance_error(layer, x, rows, columns):
    with torch.no_grad():
        error = (layer(shift(x, rows, columns)) - layer(x)).abs()
    return error.sum()  # <- wrong 2
