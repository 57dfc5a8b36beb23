"""What the options of a layer cost and bring, as plain numbers: sizes, fields of view, weights.

Formulas: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning" (2016), arXiv:1603.07285, and
A. Araujo, W. Norris, J. Sim, "Computing receptive fields of convolutional neural networks", Distill (2019). The sizes
are those of https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html.
"""

import math


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """How many places a kernel (or a pooling window) has in a picture.

    size:  a number (rows, say) or a pair (rows, columns)
    kernel_size, stride, padding, dilation:  a number; where `size` is a pair, a number or a pair
        (rows, columns)

    Returns a number for a number, a pair for a pair.
    """
    ### BEGIN SOLUTION
    if isinstance(size, int):
        span = dilation * (kernel_size - 1) + 1  # pixels from the kernel's first row to its last, both counted
        room = size + 2 * padding - span  # by how far the kernel can move, padding lies on both sides
        return room // stride + 1  # whole steps only, and the place where it stands before the first step

    def pair(value):
        return (value, value) if isinstance(value, int) else tuple(value)

    options = [pair(option) for option in (size, kernel_size, stride, padding, dilation)]
    return tuple(output_size(*axis) for axis in zip(*options, strict=True))  # rows, then columns
    ### END SOLUTION


def receptive_field(layers):
    """How many rows of the picture one pixel of the last layer depends on.

    layers:  a list of (kernel_size, stride, dilation), three numbers for each convolution or
             pooling, first layer first

    Returns a number: all rows from the first to the last one that counts; without any layer a pixel
    sees itself only: 1.
    """
    ### BEGIN SOLUTION
    field, jump = 1, 1  # jump: neighbours in this layer's input lie so many pixels of the picture apart
    for kernel_size, stride, dilation in layers:
        field += dilation * (kernel_size - 1) * jump
        jump *= stride  # felt by the layers after this one only
    return field
    ### END SOLUTION


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    """How many numbers a two-dimensional convolution learns.

    kernel_size:  a number (a square kernel) or a pair (rows, columns)
    bias:         whether each output channel has a number that is added to it
    groups:       the channels are split into so many groups that do not see one another

    Returns a number.
    """
    ### BEGIN SOLUTION
    rows, columns = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    kernel = in_channels // groups * rows * columns  # a layer for each channel that it sees
    return out_channels * (kernel + (1 if bias else 0))  # one kernel and one bias for each output channel
    ### END SOLUTION


def dense_parameters(in_shape, out_shape, bias=True):
    """How many numbers a dense layer learns that makes a tensor of one shape out of one of another.

    in_shape, out_shape:  tuples without the batch, (C, H, W) or (features,) or of any other length
    bias:                 whether each output number has a number that is added to it

    Returns a number.
    """
    ### BEGIN SOLUTION
    inputs, outputs = math.prod(in_shape), math.prod(out_shape)
    return outputs * (inputs + (1 if bias else 0))  # everything is tied to everything, a weight for each pair
    ### END SOLUTION
