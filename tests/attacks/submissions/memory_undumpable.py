"""Makes itself undumpable, so that an unprivileged watcher may not read its memory map, then fills eight children.

verdict: memory, timeout, raised, crashed
score: 0
heavy: yes
forbidden: timeout
"""

import ctypes
import os
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(8):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
            kept = b"\1" * (400 << 20)
            time.sleep(60)
            os._exit(len(kept) & 1)
    time.sleep(60)
