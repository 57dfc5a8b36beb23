"""What a layer makes of a picture that was moved: shift equivariance and shift invariance, as numbers.

A layer is equivariant when moving the picture moves its output, and invariant when its output stays as it was; see
I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning" (2016), sections 9.2 and 9.3, and, for what strides do to it,
R. Zhang, "Making convolutional networks shift-invariant again" (2019), arXiv:1904.11486.
"""

import torch


def shift(x, rows, columns):
    """Moves pictures `rows` pixels down and `columns` to the right, negative numbers up and left.

    x:  (N, C, H, W)

    Returns (N, C, H, W): what is pushed over an edge is lost, zeros come in at the opposite edge.
    """
    ### BEGIN SOLUTION
    h, w = x.shape[-2:]
    top, bottom = max(rows, 0), min(h + rows, h)  # rows of the result that the picture still covers
    left, right = max(columns, 0), min(w + columns, w)
    out = torch.zeros_like(x)  # (N, C, H, W)
    if top < bottom and left < right:  # something of the picture stays
        out[..., top:bottom, left:right] = x[..., top - rows : bottom - rows, left - columns : right - columns]
    return out
    ### END SOLUTION


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    """How far "move the picture, then the layer" is from "the layer, then move its output".

    layer:   a function of a batch (N, C, H, W) that returns a batch (N, F, H', W')
    x:       (N, C, H, W)
    rows, columns:  by how much the output is to move; the picture moves `stride` times as far
    border:  so many rows and columns of the output are left out of the comparison on each of the
             four sides

    Returns the largest absolute difference, a number; 0 where the layer is equivariant.
    """
    ### BEGIN SOLUTION
    picture_moved = layer(shift(x, rows * stride, columns * stride))  # (N, F, H', W')
    output_moved = shift(layer(x), rows, columns)  # (N, F, H', W')
    difference = (picture_moved - output_moved).abs()
    h, w = difference.shape[-2:]
    # h - border rather than -border, for -0 is 0 and nothing would be left
    return float(difference[..., border : h - border, border : w - border].max())
    ### END SOLUTION


def invariance_error(layer, x, rows, columns):
    """How far the output for the moved picture is from the output for the picture as it was.

    layer:   a function of a batch (N, C, H, W) that returns a tensor of any shape (N, ...)
    x:       (N, C, H, W)

    Returns the largest absolute difference, a number; 0 where the layer is invariant.
    """
    ### BEGIN SOLUTION
    return float((layer(shift(x, rows, columns)) - layer(x)).abs().max())
    ### END SOLUTION
