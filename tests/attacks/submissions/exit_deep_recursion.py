"""Recursion without an end, the limit lifted, in Python.

verdict: raised, crashed, memory, timeout
score: 0
"""

import sys


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    sys.setrecursionlimit(2**30)

    def down(n):
        return down(n + 1)

    return down(0)
