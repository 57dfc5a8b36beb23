"""torch.roll, and then what came around is wiped out; both pictures go through the layer as one batch."""

import torch


def shift(x, rows, columns):
    out = torch.roll(x, shifts=(rows, columns), dims=(-2, -1))
    if rows > 0:
        out[:, :, :rows, :] = 0
    if rows < 0:
        out[:, :, rows:, :] = 0
    if columns > 0:
        out[:, :, :, :columns] = 0
    if columns < 0:
        out[:, :, :, columns:] = 0
    return out


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    layer.eval()
    n = len(x)
    both = layer(torch.cat([x, shift(x, rows * stride, columns * stride)]))
    diff = (both[n:] - shift(both[:n], rows, columns)).abs()
    mask = torch.zeros_like(diff, dtype=torch.bool)
    mask[:, :, border : diff.shape[2] - border, border : diff.shape[3] - border] = True
    return diff[mask].max().item()


def invariance_error(layer, x, rows, columns):
    n = len(x)
    both = layer(torch.cat([x, shift(x, rows, columns)]))
    return torch.amax(torch.abs(both[:n] - both[n:]))
