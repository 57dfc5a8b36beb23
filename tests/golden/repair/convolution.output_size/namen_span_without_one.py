# task: convolution/output_size
# kind: single
# style: loops
# half: fresh
# wrong: The span of a dilated kernel is one too short.
# right 29: span = dil * (kernel - 1) + 1
import math


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    def one_axis(n_in, k, s, p, d):
        k_eff = d * (k - 1) + 1
        return math.floor((n_in + 2 * p - k_eff) / s) + 1

    if isinstance(size, int):
        return one_axis(size, kernel_size, stride, padding, dilation)
    h, w = size
    args = []
    for arg in (kernel_size, stride, padding, dilation):
        args.append((arg, arg) if isinstance(arg, int) else arg)
    out_h = one_axis(h, *[a[0] for a in args])
    out_w = one_axis(w, *[a[1] for a in args])
    return out_h, out_w


def receptive_field(layers):
    rf = 1
    for kernel, step, dil in reversed(layers):
        span = dil * (kernel - 1)  # <- wrong
        rf = (rf - 1) * step + span
    return rf


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    if isinstance(kernel_size, int):
        kernel_size = [kernel_size] * 2
    kh, kw = kernel_size
    weights = out_channels * (in_channels // groups) * kh * kw
    biases = out_channels if bias else 0
    return weights + biases


def dense_parameters(in_shape, out_shape, bias=True):
    n_in, n_out = math.prod(in_shape), math.prod(out_shape)
    if bias:
        return n_in * n_out + n_out
    return n_in * n_out
