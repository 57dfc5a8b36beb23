"""An exception with a text of 400 MB: it must not reach the trusted side whole.

verdict: raised, memory
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    raise ValueError("x" * (400 << 20))
