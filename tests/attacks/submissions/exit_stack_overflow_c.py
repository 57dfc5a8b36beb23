"""Overflows the C stack: a repr that recurses 10^6 levels deep through C code with the recursion limit lifted.

verdict: crashed, memory, timeout, raised
score: 0
"""

import sys


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    sys.setrecursionlimit(10**9)
    nested = []
    for _ in range(10**6):
        nested = [nested]
    return len(repr(nested))
