# task: convolution/conv2d
# kind: single
# style: loops
# half: tuned
# wrong: The products are averaged instead of added.
# right 26: z = s.sum(dim=(1, 2, 3))
# ДЗ 1. Свёртка своими руками
# по мотивам курса Andrew Ng: zero_pad -> conv_single_step -> conv_forward
import torch


def pair(v):
    return (v, v) if isinstance(v, int) else tuple(v)


def zero_pad(x, top, bottom, left, right):
    N, C, H, W = x.shape
    padded = torch.zeros(N, C, H + top + bottom, W + left + right, dtype=x.dtype)
    padded[:, :, top:top + H, left:left + W] = x
    return padded


def conv_single_step(a_slice, W, b):
    # a_slice: (m, n_C, f_h, f_w)
    s = a_slice * W
    z = s.mean(dim=(1, 2, 3))  # <- wrong
    return z + b


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    stride_h, stride_w = pair(stride)
    dil_h, dil_w = pair(dilation)
    n_F, n_C, f_h, f_w = weight.shape
    m = x.shape[0]

    if padding == "valid":
        x_pad = x
    elif padding == "same":
        total_h = dil_h * (f_h - 1)
        total_w = dil_w * (f_w - 1)
        x_pad = zero_pad(x, total_h // 2, total_h - total_h // 2, total_w // 2, total_w - total_w // 2)
    else:
        pad_h, pad_w = pair(padding)
        x_pad = zero_pad(x, pad_h, pad_h, pad_w, pad_w)

    # размер выхода
    n_H = (x_pad.shape[2] - dil_h * (f_h - 1) - 1) // stride_h + 1
    n_W = (x_pad.shape[3] - dil_w * (f_w - 1) - 1) // stride_w + 1
    per_group = n_F // groups
    Z = torch.zeros(m, n_F, n_H, n_W, dtype=x.dtype)
    for h in range(n_H):
        for w in range(n_W):
            vert_start = h * stride_h
            vert_end = vert_start + dil_h * (f_h - 1) + 1
            horiz_start = w * stride_w
            horiz_end = horiz_start + dil_w * (f_w - 1) + 1
            for f in range(n_F):
                g = f // per_group
                a_slice = x_pad[:, g * n_C:(g + 1) * n_C, vert_start:vert_end:dil_h, horiz_start:horiz_end:dil_w]
                b = bias[f] if bias is not None else 0
                Z[:, f, h, w] = conv_single_step(a_slice, weight[f], b)
    return Z
