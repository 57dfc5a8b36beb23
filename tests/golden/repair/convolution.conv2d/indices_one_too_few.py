# task: convolution/conv2d
# kind: repeated
# style: vectorised
# half: tuned
# wrong: One window is missing on each axis where the stride fits exactly.
# right 15: out_h = (H - dh * (kh - 1) - 1) // sh + 1
# right 16: out_w = (W - dw * (kw - 1) - 1) // sw + 1
import torch
import torch.nn.functional as F


def get_im2col_indices(shape, kh, kw, sh, sw, dh, dw):
    """Индексы k, i, j как в cs231n/im2col.py"""
    _, C, H, W = shape
    out_h = (H - dh * (kh - 1) - 2) // sh + 1  # <- wrong
    out_w = (W - dw * (kw - 1) - 2) // sw + 1  # <- wrong
    i0 = torch.arange(kh).repeat_interleave(kw).repeat(C) * dh
    i1 = torch.arange(out_h).repeat_interleave(out_w) * sh
    j0 = torch.arange(kw).repeat(kh * C) * dw
    j1 = torch.arange(out_w).repeat(out_h) * sw
    i = i0[:, None] + i1[None, :]
    j = j0[:, None] + j1[None, :]
    k = torch.arange(C).repeat_interleave(kh * kw)[:, None]
    return k, i, j, out_h, out_w


def conv_one_group(x, w, sh, sw, dh, dw):
    k, i, j, out_h, out_w = get_im2col_indices(x.shape, w.shape[2], w.shape[3], sh, sw, dh, dw)
    cols = x[:, k, i, j]  # (N, C*kh*kw, L)
    res = w.flatten(1).matmul(cols)
    return res.reshape(x.shape[0], w.shape[0], out_h, out_w)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride, stride) if type(stride) is int else stride
    dh, dw = (dilation, dilation) if type(dilation) is int else dilation
    if padding == "same":
        th, tw = (weight.shape[2] - 1) * dh, (weight.shape[3] - 1) * dw
        x = F.pad(x, (tw // 2, tw - tw // 2, th // 2, th - th // 2))
    elif padding != "valid":
        ph, pw = (padding, padding) if type(padding) is int else padding
        x = F.pad(x, (pw, pw, ph, ph))
    size_in = x.shape[1] // groups
    size_out = weight.shape[0] // groups
    parts = []
    for g in range(groups):
        xg = x[:, g * size_in:(g + 1) * size_in]
        wg = weight[g * size_out:(g + 1) * size_out]
        parts.append(conv_one_group(xg, wg, sh, sw, dh, dw))
    out = torch.cat(parts, 1)
    if bias is not None:
        out = out + bias.reshape(1, -1, 1, 1)
    return out
