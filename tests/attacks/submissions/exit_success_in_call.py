"""Ends the process with exit status 0 in the middle of a call.

verdict: crashed
score: 0
"""

import os


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    os._exit(0)
