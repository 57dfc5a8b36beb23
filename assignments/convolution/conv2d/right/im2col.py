"""Convolution as one matrix product: the windows become columns (im2col)."""

import torch
import torch.nn.functional as F


def to_pair(v):
    return (v, v) if isinstance(v, int) else tuple(v)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    stride, dilation = to_pair(stride), to_pair(dilation)
    out_channels, in_per_group, kh, kw = weight.shape
    if padding == "same":
        if stride != (1, 1):
            raise ValueError("padding='same' needs stride 1")
        need_h, need_w = dilation[0] * (kh - 1), dilation[1] * (kw - 1)
        x = F.pad(x, (need_w // 2, need_w - need_w // 2, need_h // 2, need_h - need_h // 2))
    elif padding != "valid":
        ph, pw = to_pair(padding)
        x = F.pad(x, (pw, pw, ph, ph))

    n, _, h, w = x.shape
    h_out = (h - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    w_out = (w - dilation[1] * (kw - 1) - 1) // stride[1] + 1
    results = []
    for x_part, w_part in zip(x.chunk(groups, dim=1), weight.chunk(groups, dim=0), strict=True):
        columns = F.unfold(x_part, (kh, kw), dilation=dilation, stride=stride)  # (n, c*kh*kw, h_out*w_out)
        results.append(w_part.flatten(1) @ columns)
    y = torch.cat(results, dim=1).view(n, out_channels, h_out, w_out)
    if bias is not None:
        y = y + bias.view(1, -1, 1, 1)
    return y
