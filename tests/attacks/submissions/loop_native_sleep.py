"""Sleeps in C with the interpreter lock held, so that no Python thread and no signal handler runs.

verdict: timeout
score: 0
"""

import ctypes


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    ctypes.PyDLL(None).sleep(600)
