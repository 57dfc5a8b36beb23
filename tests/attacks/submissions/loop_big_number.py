"""Holds the interpreter in one instruction: a power with 10^11 digits.

verdict: timeout, memory, raised
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return 10 ** (10**11)
