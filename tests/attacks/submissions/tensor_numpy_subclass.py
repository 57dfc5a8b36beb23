"""A numpy subclass whose conversions are the student's.

verdict: wrong_type, values, shape, dtype, crashed, raised
score: 0
"""

import os

import numpy as np


class Liar(np.ndarray):
    def __array__(self, *args, **kwargs):
        raise SystemExit

    def __array_finalize__(self, other):
        if other is not None and getattr(other, "armed", False):
            os._exit(0)

    def __array_ufunc__(self, *args, **kwargs):
        return np.True_

    __array_function__ = __array_ufunc__


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    value = np.zeros(3, dtype=np.float32).view(Liar)
    value.armed = True
    return value
