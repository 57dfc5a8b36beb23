"""Catastrophic backtracking: a loop in C that holds the interpreter lock.

verdict: timeout
score: 0
"""

import re


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return re.match(r"(a+)+$", "a" * 64 + "!")
