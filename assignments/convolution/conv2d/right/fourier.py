"""Convolution by the convolution theorem: a product of spectra; the conjugate makes it a cross-correlation."""

import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride,) * 2 if isinstance(stride, int) else stride
    dh, dw = (dilation,) * 2 if isinstance(dilation, int) else dilation
    n, c, h, w = x.shape
    f, cg, kh, kw = weight.shape

    # A dilated kernel is an ordinary kernel with holes.
    kernel = torch.zeros(f, cg, dh * (kh - 1) + 1, dw * (kw - 1) + 1, dtype=weight.dtype)
    kernel[:, :, ::dh, ::dw] = weight
    span_h, span_w = kernel.shape[-2:]

    if isinstance(padding, str):
        if padding == "same" and (sh, sw) != (1, 1):
            raise RuntimeError("'same' is for stride 1")
        extra = (span_h - 1, span_w - 1) if padding == "same" else (0, 0)
        before = [e // 2 for e in extra]
        after = [e - e // 2 for e in extra]
    else:
        before = after = [padding, padding] if isinstance(padding, int) else list(padding)
    x = torch.nn.functional.pad(x, (before[1], after[1], before[0], after[0]))

    size = x.shape[-2:]
    xf = torch.fft.rfft2(x).reshape(n, groups, cg, size[0], -1)
    kf = torch.fft.rfft2(kernel, s=size).reshape(groups, f // groups, cg, size[0], -1)
    full = torch.fft.irfft2(torch.einsum("ngchw,gfchw->ngfhw", xf, kf.conj()), s=size)
    # Positions where the kernel would wrap around the edge are cut off.
    full = full.reshape(n, f, *size)[:, :, : size[0] - span_h + 1, : size[1] - span_w + 1]
    y = full[:, :, ::sh, ::sw]
    return y if bias is None else y + bias[None, :, None, None]
