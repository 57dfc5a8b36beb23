# task: convolution/conv2d
# kind: two
# style: torch
# half: fresh
# wrong: Every group sees the first channels, and the bias goes along the columns.
# right 50: xg = xp[:, g * D:(g + 1) * D]
# right 57: return out + bias.view(-1, 1, 1)
import math
import torch

# im2col по индексам, как в assignment2/cs231n/im2col.py


def get_indices(C, field_height, field_width, out_height, out_width, stride, dil):
    i0 = torch.arange(field_height).repeat_interleave(field_width) * dil[0]
    i0 = i0.repeat(C)
    i1 = stride[0] * torch.arange(out_height).repeat_interleave(out_width)
    j0 = torch.arange(field_width).repeat(field_height * C) * dil[1]
    j1 = stride[1] * torch.arange(out_width).repeat(out_height)
    i = i0.view(-1, 1) + i1.view(1, -1)
    j = j0.view(-1, 1) + j1.view(1, -1)
    k = torch.arange(C).repeat_interleave(field_height * field_width).view(-1, 1)
    return k, i, j


def to_tuple(a):
    return (a, a) if not hasattr(a, "__len__") else (a[0], a[1])


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    stride, dil = to_tuple(stride), to_tuple(dilation)
    N, C, H, W = x.shape
    F, D, HH, WW = weight.shape
    if padding == "valid":
        padding = 0
    if padding == "same":
        need = (dil[0] * (HH - 1), dil[1] * (WW - 1))
        pads = (need[1] // 2, math.ceil(need[1] / 2), need[0] // 2, math.ceil(need[0] / 2))
    else:
        ph, pw = to_tuple(padding)
        pads = (pw, pw, ph, ph)
    xp = torch.nn.functional.pad(x, pads)
    HP, WP = xp.shape[2], xp.shape[3]
    Hn = (HP - dil[0] * (HH - 1) - 1) // stride[0] + 1
    Wn = (WP - dil[1] * (WW - 1) - 1) // stride[1] + 1
    k, i, j = get_indices(D, HH, WW, Hn, Wn, stride, dil)
    Fg = F // groups
    outs = []
    for g in range(groups):
        xg = xp[:, :D]  # <- wrong 1
        cols = xg[:, k, i, j]
        wg = weight[g * Fg:(g + 1) * Fg].reshape(Fg, D * HH * WW)
        outs.append((wg @ cols).view(N, Fg, Hn, Wn))
    out = torch.cat(outs, 1)
    if bias is None:
        return out
    return out + bias.sum()  # <- wrong 2
