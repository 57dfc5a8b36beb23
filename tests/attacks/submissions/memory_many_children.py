"""Twelve children of 500 MB each: every one within its own limit, not all together.

verdict: memory, timeout, raised, crashed
score: 0
heavy: yes
"""

import os
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(12):
        if os.fork() == 0:
            kept = b"\1" * (500 << 20)
            time.sleep(60)
            os._exit(len(kept) & 1)
    time.sleep(60)
