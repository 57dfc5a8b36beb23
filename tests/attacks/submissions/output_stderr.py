"""A flood on standard error (bounded: 2 GB). Standard error never decides a score, a flood does.

verdict: output
score: 0
"""

import sys


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(2 << 10):
        sys.stderr.write("x" * (1 << 20))
    return x
