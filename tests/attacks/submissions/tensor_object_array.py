"""A numpy array of 10^5 Python objects with a hostile __float__.

verdict: wrong_type, dtype, values, shape
score: 0
"""

import os

import numpy as np


class Hostile:
    def __float__(self):
        os._exit(0)

    __int__ = __index__ = __bool__ = __float__


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return np.array([Hostile()] * 100_000, dtype=object)
