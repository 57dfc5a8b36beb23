"""Max pooling as a running maximum over shifted copies of the picture."""

import torch


def _out(size, k, s, p, d, ceil_mode):
    span = (k - 1) * d + 1
    if not ceil_mode:
        return (size + 2 * p - span) // s + 1
    starts = [t for t in range(-p, size, s)]  # a window must begin before the end of the picture
    # ... and every window but the last must fit
    return min(len(starts), -((size + 2 * p - span) // -s) + 1)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if stride is None:
        sh, sw = kh, kw
    elif isinstance(stride, int):
        sh = sw = stride
    else:
        sh, sw = stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    dh, dw = (dilation, dilation) if isinstance(dilation, int) else dilation
    H, W = x.shape[2], x.shape[3]
    oh, ow = _out(H, kh, sh, ph, dh, ceil_mode), _out(W, kw, sw, pw, dw, ceil_mode)

    tall = (oh - 1) * sh + (kh - 1) * dh + 1 + H + 2 * ph
    wide = (ow - 1) * sw + (kw - 1) * dw + 1 + W + 2 * pw
    canvas = torch.full((x.shape[0], x.shape[1], tall, wide), -torch.inf, dtype=x.dtype)
    canvas[:, :, ph : ph + H, pw : pw + W] = x
    numbers = torch.zeros(tall, wide, dtype=torch.long)
    numbers[ph : ph + H, pw : pw + W] = torch.arange(H * W).view(H, W)

    best = places = None
    for a in range(kh):
        for b in range(kw):
            cut = (slice(a * dh, a * dh + oh * sh, sh), slice(b * dw, b * dw + ow * sw, sw))
            candidate, number = canvas[:, :, cut[0], cut[1]], numbers[cut]
            if best is None:
                best, places = candidate, number.expand(candidate.shape)
            else:
                better = candidate > best
                best, places = torch.where(better, candidate, best), torch.where(better, number, places)
    return (best, places) if return_indices else best
