"""An endless loop in Python.

verdict: timeout
score: 0
"""


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    while True:
        pass
