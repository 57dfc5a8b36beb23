"""4 GB of anonymous shared memory, touched page by page by two processes.

verdict: memory, raised, timeout, crashed
score: 0
heavy: yes
"""

import mmap
import os


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    area = mmap.mmap(-1, 4 << 30)
    os.fork()
    for start in range(0, 4 << 30, 4096):
        area[start] = 1
    return x
