"""Two-dimensional convolution by hand, with the meaning of torch.nn.functional.conv2d."""

import torch
import torch.nn.functional as F


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Slides every kernel, not flipped, over every picture and sums what it sees, weighted.

    x:       (N, C, H, W), a batch of pictures
    weight:  (F, C / groups, kh, kw), one kernel for each of F output channels
    bias:    (F,) or None, one number for each output channel
    stride, dilation:  a number or a pair (rows, columns)
    padding:  a number, a pair (rows, columns), "valid" (none) or "same" (output as large as the
              picture, stride 1)
    groups:  the channels are split into so many groups that do not see one another

    Returns (N, F, H', W') with H' = (H + 2 * padding - dilation * (kh - 1) - 1) // stride + 1, and
    W' likewise.
    """

    ### BEGIN SOLUTION
    def pair(value):
        return (value, value) if isinstance(value, int) else tuple(value)

    if x.dim() == 3:  # one picture (C, H, W) is a batch of one
        return conv2d(x.unsqueeze(0), weight, bias, stride, padding, dilation, groups).squeeze(0)
    if x.dim() != 4 or weight.dim() != 4:
        raise ValueError(f"x and weight need four axes, not the shapes {tuple(x.shape)} and {tuple(weight.shape)}")
    n, c, h, w = x.shape
    f, group_c, kh, kw = weight.shape
    (sh, sw), (dh, dw) = pair(stride), pair(dilation)
    if min(sh, sw, dh, dw, kh, kw, groups) < 1:
        raise ValueError("stride, dilation, groups and the sides of the kernel must be at least 1")
    if f < groups or f % groups != 0 or c != group_c * groups:
        raise ValueError(f"{c} channels and {f} kernels of {group_c} channels do not make {groups} groups")
    if bias is not None and (bias.shape != (f,) or bias.dtype != x.dtype):
        raise ValueError(f"bias must hold {f} numbers of type {x.dtype}, one for each output channel")

    # The first and the last tap of a kernel lie dilation * (k - 1) apart.
    span_h, span_w = dh * (kh - 1), dw * (kw - 1)
    if padding == "same":
        if (sh, sw) != (1, 1):
            raise ValueError('padding="same" has a meaning for stride 1 only')
        # Output as large as input needs `span` extra rows; an odd one goes to the bottom (and to the right).
        top, left = span_h // 2, span_w // 2
        bottom, right = span_h - top, span_w - left
    elif isinstance(padding, str) and padding != "valid":
        raise ValueError(f'padding must be a number, a pair, "same" or "valid", not {padding!r}')
    else:
        top, left = bottom, right = (0, 0) if padding == "valid" else pair(padding)
        if min(top, left) < 0:
            raise ValueError(f"padding must not be negative, but is {padding}")
    if n > 0 and min(h, w) == 0:
        raise ValueError(f"a picture without pixels cannot be convolved: {tuple(x.shape)}")

    x = F.pad(x, (left, right, top, bottom))  # F.pad starts from the last axis: columns, then rows
    rows, columns = x.shape[2] - span_h, x.shape[3] - span_w  # positions of the kernel at stride 1
    if min(rows, columns) < 1:
        raise ValueError(f"the kernel ({span_h + 1} x {span_w + 1}) is larger than the padded picture")
    out_h, out_w = (rows - 1) // sh + 1, (columns - 1) // sw + 1

    x = x.reshape(n, groups, group_c, *x.shape[2:])  # (N, G, C/G, H + pads, W + pads)
    weight = weight.reshape(groups, f // groups, group_c, kh, kw)  # (G, F/G, C/G, kh, kw)
    out = 0
    # A loop over the few taps of the kernel, not over the many pixels: tap (i, j) sees, from all positions of the
    # kernel at once, the picture shifted by (i, j) * dilation and thinned out by the stride.
    for i in range(kh):
        for j in range(kw):
            bottom_row, right_column = i * dh + (out_h - 1) * sh, j * dw + (out_w - 1) * sw
            seen = x[..., i * dh : bottom_row + 1 : sh, j * dw : right_column + 1 : sw]  # (N, G, C/G, H', W')
            out = out + torch.einsum("ngchw,gfc->ngfhw", seen, weight[..., i, j])  # (N, G, F/G, H', W')
    out = out.reshape(n, f, out_h, out_w)
    return out if bias is None else out + bias[:, None, None]  # bias once a pixel, not once a product
    ### END SOLUTION
