# Lab 2, Maria Petrova
# Convolution as one big matrix product (im2col)
import torch
import torch.nn.functional as F


def to_pair(v):
    if isinstance(v, (tuple, list)):
        return tuple(v)
    return (v, v)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    single = x.dim() == 3
    if single:
        x = x[None]
    sh, sw = to_pair(stride)
    dh, dw = to_pair(dilation)
    F_out, C_in, kh, kw = weight.shape

    # padding: (left, right, top, bottom)
    if padding == "valid":
        pads = (0, 0, 0, 0)
    elif padding == "same":
        th, tw = dh * (kh - 1), dw * (kw - 1)
        pads = (tw // 2, tw - tw // 2, th // 2, th - th // 2)
    else:
        ph, pw = to_pair(padding)
        pads = (pw, pw, ph, ph)
    x = F.pad(x, pads)
    N, C, H, W = x.shape
    Ho = (H - dh * (kh - 1) - 1) // sh + 1
    Wo = (W - dw * (kw - 1) - 1) // sw + 1

    cols = F.unfold(x, (kh, kw), dilation=(dh, dw), stride=(sh, sw))  # (N, C*kh*kw, L)
    cols = cols.reshape(N, groups, C_in * kh * kw, Ho * Wo)
    w = weight.reshape(groups, F_out // groups, C_in * kh * kw)
    out = torch.einsum("gfk,ngkl->ngfl", w, cols).reshape(N, F_out, Ho, Wo)
    if bias is not None:
        out = out + bias.view(1, -1, 1, 1)
    return out[0] if single else out


if __name__ == "__main__":
    x = torch.randn(2, 3, 5, 8)
    w = torch.randn(4, 3, 2, 3)
    print((conv2d(x, w, stride=2, padding=1) - F.conv2d(x, w, stride=2, padding=1)).abs().max())
