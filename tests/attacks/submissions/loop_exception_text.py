"""Raises an exception whose text never ends: whoever formats it hangs.

verdict: timeout, raised
score: 0
"""


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    raise Endless
