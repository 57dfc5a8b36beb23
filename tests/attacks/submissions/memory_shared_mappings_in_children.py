"""Ten children with 400 MB of shared memory each, kept mapped after the maker has gone.

verdict: memory, raised, timeout, crashed
score: 0
heavy: yes
"""

import mmap
import os
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(10):
        if os.fork() == 0:
            area = mmap.mmap(-1, 400 << 20)
            for start in range(0, 400 << 20, 4096):
                area[start] = 1
            time.sleep(60)
    time.sleep(60)
