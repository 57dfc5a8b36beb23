# task: convolution/output_size
# kind: single
# style: loops
# half: tuned
# wrong: The + 1 is missing: the steps are counted, not the places.
# right 14: return room // s + 1
# or 13: room = n + 2 * p - d * (k - 1) - 1 + s
from functools import reduce


def one_axis(n, k, s, p, d):
    """Размер по одной оси."""
    room = n + 2 * p - d * (k - 1) - 1  # <- or here
    return room // s  # <- wrong


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if isinstance(size, int):
        return one_axis(size, kernel_size, stride, padding, dilation)
    options = []
    for o in (kernel_size, stride, padding, dilation):
        options.append((o, o) if isinstance(o, int) else o)
    h = one_axis(size[0], *[o[0] for o in options])
    w = one_axis(size[1], *[o[1] for o in options])
    return h, w


def receptive_field(layers):
    rf, jump = 1, 1
    for kernel, stride, dilation in layers:
        rf += dilation * (kernel - 1) * jump
        jump *= stride
    return rf


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    weights = out_channels * (in_channels // groups) * kernel_size[0] * kernel_size[1]
    if bias:
        weights += out_channels
    return weights


def product(shape):
    return reduce(lambda a, b: a * b, shape, 1)


def dense_parameters(in_shape, out_shape, bias=True):
    n_in = product(in_shape)
    n_out = product(out_shape)
    total = n_in * n_out
    if bias:
        total += n_out
    return total


print(output_size(227, 11, 4))
print(receptive_field([(3, 1, 1), (3, 1, 1), (3, 1, 1)]))
