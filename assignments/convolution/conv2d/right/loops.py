"""Convolution the way the lesson draws it: a loop over every place of the window."""

import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(dilation, int):
        dilation = (dilation, dilation)
    N, C, H, W = x.shape
    F, Cg, kh, kw = weight.shape
    size_h = dilation[0] * (kh - 1) + 1
    size_w = dilation[1] * (kw - 1) + 1

    if padding == "same":
        assert tuple(stride) == (1, 1), "same works with stride 1 only"
        top, left = (size_h - 1) // 2, (size_w - 1) // 2
        bottom, right = size_h - 1 - top, size_w - 1 - left
    else:
        if padding == "valid":
            padding = 0
        if isinstance(padding, int):
            padding = (padding, padding)
        top = bottom = padding[0]
        left = right = padding[1]

    big = torch.zeros(N, C, H + top + bottom, W + left + right, dtype=x.dtype)
    big[:, :, top : top + H, left : left + W] = x
    H_out = (big.shape[2] - size_h) // stride[0] + 1
    W_out = (big.shape[3] - size_w) // stride[1] + 1

    per_group = F // groups
    images = []
    for n in range(N):
        maps = []
        for f in range(F):
            first = f // per_group * Cg
            channels = big[n, first : first + Cg]
            pixels = []
            for i in range(H_out):
                for j in range(W_out):
                    y0, x0 = i * stride[0], j * stride[1]
                    patch = channels[:, y0 : y0 + size_h : dilation[0], x0 : x0 + size_w : dilation[1]]
                    value = (patch * weight[f]).sum()
                    if bias is not None:
                        value = value + bias[f]
                    pixels.append(value)
            maps.append(torch.stack(pixels).reshape(H_out, W_out))
        images.append(torch.stack(maps))
    return torch.stack(images)
