"""Asks for 30 GB in one piece.

verdict: raised, memory
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return bytearray(30 << 30)
