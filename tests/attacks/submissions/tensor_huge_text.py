"""Returns a text of 300 MB with lone surrogates where a tensor is due.

verdict: wrong_type, crashed, memory
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return "\ud800" * (100 << 20)
