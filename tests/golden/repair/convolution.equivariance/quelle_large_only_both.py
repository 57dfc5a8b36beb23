# task: convolution/equivariance
# kind: single
# style: torch
# half: fresh
# wrong: Only where both shifts are too large the answer is zero at once.
# right 13: if abs(rows) >= alto or abs(columns) >= ancho:
import torch


def shift(x, rows, columns):
    n, c, alto, ancho = x.shape
    result = torch.zeros_like(x)
    if abs(rows) >= alto and abs(columns) >= ancho:  # <- wrong
        return result
    dst_r0, dst_r1 = max(rows, 0), min(alto, alto + rows)
    dst_c0, dst_c1 = max(columns, 0), min(ancho, ancho + columns)
    src_r0, src_r1 = max(-rows, 0), min(alto, alto - rows)
    src_c0, src_c1 = max(-columns, 0), min(ancho, ancho - columns)
    result[:, :, dst_r0:dst_r1, dst_c0:dst_c1] = x[:, :, src_r0:src_r1, src_c0:src_c1]
    return result


def max_diff(a, b):
    return torch.abs(a - b).max().item()


@torch.no_grad()
def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    moved_first = layer(shift(x, stride * rows, stride * columns))
    moved_last = shift(layer(x), rows, columns)
    h_out, w_out = moved_first.shape[-2:]
    inner = (slice(None), slice(None), slice(border, h_out - border), slice(border, w_out - border))
    return max_diff(moved_first[inner], moved_last[inner])


@torch.no_grad()
def invariance_error(layer, x, rows, columns):
    return max_diff(layer(shift(x, rows, columns)), layer(x))
