"""Convolution in float64 inside, rounded to the type of the picture at the end; loops over channels and taps."""

import torch
import torch.nn.functional as F


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    s = stride if not isinstance(stride, int) else (stride, stride)
    d = dilation if not isinstance(dilation, int) else (dilation, dilation)
    n, c, h, w = x.shape
    f, cg, kh, kw = weight.shape
    need = (d[0] * (kh - 1), d[1] * (kw - 1))
    if padding == "same":
        if tuple(s) != (1, 1):
            raise ValueError("same padding and strides do not go together")
        pads = [need[1] // 2, need[1] - need[1] // 2, need[0] // 2, need[0] - need[0] // 2]
    elif padding == "valid":
        pads = [0, 0, 0, 0]
    elif isinstance(padding, int):
        pads = [padding] * 4
    else:
        pads = [padding[1], padding[1], padding[0], padding[0]]
    xd = F.pad(x.double(), pads)
    wd = weight.double()
    rows = torch.arange(0, xd.shape[2] - need[0], s[0])
    cols = torch.arange(0, xd.shape[3] - need[1], s[1])

    maps = []
    for k in range(f):
        group = k // (f // groups)
        acc = torch.zeros(n, len(rows), len(cols), dtype=torch.float64)
        for ch in range(cg):
            plane = xd[:, group * cg + ch]
            for i in range(kh):
                for j in range(kw):
                    acc = acc + wd[k, ch, i, j] * plane[:, rows + i * d[0]][:, :, cols + j * d[1]]
        if bias is not None:
            acc = acc + bias[k].double()
        maps.append(acc)
    return torch.stack(maps, dim=1).to(x.dtype)
