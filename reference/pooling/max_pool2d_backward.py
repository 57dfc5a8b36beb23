"""The backward pass of max pooling by hand, with the meaning of what torch.autograd makes of max_pool2d."""

import torch


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    """Sends the gradient of each window to the pixel that was its maximum, and to no other.

    grad_out:  (N, C, H', W'), the gradient of the loss for the pooled pictures
    x:         (N, C, H, W), the pictures that were pooled
    kernel_size, padding:  a number or a pair (rows, columns), the same as in the forward pass
    stride:    a number or a pair; None means: as large as the window

    Returns grad_x of the shape of x. Of equal maxima the first one in reading order gets the
    gradient (row by row, from left to right), as torch.nn.functional.max_pool2d does it. Places of
    the padding never win.
    """

    ### BEGIN SOLUTION
    def pair(value):
        return (value, value) if isinstance(value, int) else tuple(value)

    (kh, kw), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = (kh, kw) if stride is None else pair(stride)
    if min(ph, pw) < 0 or 2 * ph > kh or 2 * pw > kw:  # more would make windows that see padding only
        raise ValueError(f"padding must be between 0 and half of the window {kh, kw}, but is {ph, pw}")
    n, c, h, w = x.shape
    out_h, out_w = grad_out.shape[2:]
    fits = ((h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1)
    if (out_h, out_w) != fits:
        raise ValueError(f"grad_out has {out_h} x {out_w} places, but this pooling makes {fits[0]} x {fits[1]}")

    grad_x = x.new_zeros(n * c, h, w)
    each = torch.arange(n * c, device=x.device)  # every channel of every picture has a maximum of its own
    for i in range(out_h):
        for j in range(out_w):
            # The window without what lies in the border: there is nothing that could win.
            top, left = max(i * sh - ph, 0), max(j * sw - pw, 0)
            window = x[:, :, top : i * sh - ph + kh, left : j * sw - pw + kw]  # (N, C, up to kh, up to kw)
            place = window.flatten(2).argmax(dim=2)  # (N, C), the first one if there are several
            row, column = top + place // window.shape[3], left + place % window.shape[3]
            # += : where windows overlap, one pixel may have won several of them
            grad_x[each, row.flatten(), column.flatten()] += grad_out[:, :, i, j].flatten()
    return grad_x.reshape(n, c, h, w)
    ### END SOLUTION
