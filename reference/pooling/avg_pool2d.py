"""Average pooling by hand, with the meaning of torch.nn.functional.avg_pool2d for floating-point pictures."""

import torch
import torch.nn.functional as F


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """Replaces every window by the mean of its numbers, channel by channel.

    x:  (N, C, H, W), a batch of pictures
    kernel_size, padding:  a number or a pair (rows, columns)
    stride:  a number or a pair; None means: as large as the window
    ceil_mode:  keeps a last window that sticks out of the picture, if it begins inside the picture
                or the padding above (left of) it
    count_include_pad:  whether the zeros of the padding count as numbers of the mean; what lies
        beyond the padding (in ceil_mode) never counts

    Returns (N, C, H', W') with H' = (H + 2 * padding - kh) // stride + 1, and W' likewise (the
    division rounds up in ceil_mode).
    """

    ### BEGIN SOLUTION
    def pair(value):
        return (value, value) if isinstance(value, int) else tuple(value)

    def windows(size, k, s, p):
        """How many windows fit along one axis."""
        room = size + 2 * p - k  # how far the first window can move
        count = (-(-room // s) if ceil_mode else room // s) + 1
        if ceil_mode and (count - 1) * s >= size + p:  # the last window would begin behind the picture
            count -= 1
        if count < 1:
            raise ValueError(f"a window of {k} does not fit into {size} with padding {p}")
        return count

    def counted(size, count, k, s, p):
        """How many rows (columns) of each window count: (count,)."""
        begin = torch.arange(count, device=x.device) * s - p
        first, last = (-p, size + p) if count_include_pad else (0, size)
        return (begin + k).clamp(max=last) - begin.clamp(min=first)

    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    # One picture (C, H, W) works like a batch: only the last two axes are pooled.
    if x.dim() not in (3, 4) or 0 in x.shape[-3:]:
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W) with pixels in it, but is {tuple(x.shape)}")
    if min(kh, kw, sh, sw) < 1:
        raise ValueError("kernel_size and stride must be at least 1")
    if min(ph, pw) < 0 or 2 * ph > kh or 2 * pw > kw:  # more would make windows that see padding only
        raise ValueError(f"padding must be between 0 and half of the window {kh, kw}, but is {ph, pw}")
    h, w = x.shape[-2:]
    out_h, out_w = windows(h, kh, sh, ph), windows(w, kw, sw, pw)

    # In ceil_mode the last window may reach beyond the padding: zeros there do not change the sum.
    beyond_h = max(0, (out_h - 1) * sh + kh - (h + 2 * ph))
    beyond_w = max(0, (out_w - 1) * sw + kw - (w + 2 * pw))
    padded = F.pad(x, (pw, pw + beyond_w, ph, ph + beyond_h))  # F.pad starts from the last axis
    total = 0
    # A loop over the few taps of the window: tap (i, j) of all windows at once is the picture, shifted and thinned out.
    for i in range(kh):
        for j in range(kw):
            bottom, right = i + (out_h - 1) * sh, j + (out_w - 1) * sw
            total = total + padded[..., i : bottom + 1 : sh, j : right + 1 : sw]  # (N, C, H', W')
    share = counted(h, out_h, kh, sh, ph)[:, None] * counted(w, out_w, kw, sw, pw)  # (H', W')
    return total / share
    ### END SOLUTION
