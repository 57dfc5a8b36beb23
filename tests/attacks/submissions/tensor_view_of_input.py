"""Returns the input itself, a view of it, and writes into it: neither is the pooled picture.

verdict: values, shape, input_changed, dtype, wrong_type, wrong_length, raised
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    x.zero_()
    return (x, x[..., :1]) if return_indices else x
