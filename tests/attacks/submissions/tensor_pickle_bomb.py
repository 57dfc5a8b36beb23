"""Objects whose __reduce__, __getstate__ and __setstate__ run commands when anybody pickles or copies them.

verdict: wrong_type
score: 0
"""

import os


class Bomb:
    def __reduce__(self):
        return os.system, ("echo attacked > /tmp/attacked",)

    def __getstate__(self):
        os._exit(0)

    __deepcopy__ = __copy__ = __getstate__


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return Bomb()
