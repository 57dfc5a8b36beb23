"""Reads address 0 through ctypes: SIGSEGV.

verdict: crashed
score: 0
"""

import ctypes


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return ctypes.string_at(0)
