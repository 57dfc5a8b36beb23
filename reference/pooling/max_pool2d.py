"""Max pooling by hand, with the meaning of torch.nn.functional.max_pool2d."""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """Keeps the largest number of every window, channel by channel.

    x:  (N, C, H, W), a batch of pictures
    kernel_size, padding, dilation:  a number or a pair (rows, columns)
    stride:  a number or a pair; None means: as large as the window
    ceil_mode:  keeps a last window that sticks out of the picture, if it begins inside the picture
                or the padding above (left of) it
    return_indices:  also returns where each maximum lies: row * W + column in the picture without
                     its padding

    Returns (N, C, H', W') with H' = (H + 2 * padding - dilation * (kh - 1) - 1) // stride + 1, and
    W' likewise (the division rounds up in ceil_mode); with return_indices two such tensors: maxima
    and places (int64). Places of the padding never win, however small the picture's numbers are.
    """

    ### BEGIN SOLUTION
    def pair(value):
        return (value, value) if isinstance(value, int) else tuple(value)

    def windows(size, k, s, p, d):
        """How many windows fit along one axis."""
        room = size + 2 * p - d * (k - 1) - 1  # how far the first window can move
        count = (-(-room // s) if ceil_mode else room // s) + 1
        if ceil_mode and (count - 1) * s >= size + p:  # the last window would begin behind the picture
            count -= 1
        if count < 1:
            raise ValueError(f"a window of {d * (k - 1) + 1} does not fit into {size} with padding {p}")
        return count

    (kh, kw), (ph, pw), (dh, dw) = pair(kernel_size), pair(padding), pair(dilation)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    # One picture (C, H, W) works like a batch: only the last two axes are pooled.
    if x.dim() not in (3, 4) or 0 in x.shape[-3:]:
        raise ValueError(f"x must be (N, C, H, W) or (C, H, W) with pixels in it, but is {tuple(x.shape)}")
    if min(kh, kw, sh, sw, dh, dw) < 1:
        raise ValueError("kernel_size, stride and dilation must be at least 1")
    if min(ph, pw) < 0 or 2 * ph > kh or 2 * pw > kw:  # more would make windows that see padding only
        raise ValueError(f"padding must be between 0 and half of the window {kh, kw}, but is {ph, pw}")
    h, w = x.shape[-2:]
    out_h, out_w = windows(h, kh, sh, ph, dh), windows(w, kw, sw, pw, dw)

    # Where each window begins, counted in the picture without its padding: begins in the padding if negative.
    top = torch.arange(out_h, device=x.device) * sh - ph  # (H',)
    left = torch.arange(out_w, device=x.device) * sw - pw  # (W',)
    pixels = x.detach()  # the search itself has no gradient
    best = pixels.new_zeros(*x.shape[:-2], out_h, out_w)  # (N, C, H', W')
    place = torch.full_like(best, -1, dtype=torch.int64)  # -1: this window has seen no pixel yet
    # A loop over the few taps of the window: tap (i, j) of all windows at once challenges the best so far.
    for i in range(kh):
        for j in range(kw):
            row, column = top + i * dh, left + j * dw
            inside = ((row >= 0) & (row < h))[:, None] & ((column >= 0) & (column < w))  # (H', W')
            seen = pixels[..., row.clamp(0, h - 1), :][..., column.clamp(0, w - 1)]  # (N, C, H', W')
            # `>` and not `>=`: of equal numbers the first one stays. NaN is not equal to itself, and it wins.
            wins = inside & ((place < 0) | (seen > best) | (seen != seen))
            best = torch.where(wins, seen, best)
            place = torch.where(wins, row[:, None] * w + column, place)

    # Picking the winners out of the picture itself sends the gradient to them and to nobody else.
    values = x.flatten(-2).gather(-1, place.flatten(-2)).reshape(place.shape)  # (N, C, H', W')
    return (values, place) if return_indices else values
    ### END SOLUTION
