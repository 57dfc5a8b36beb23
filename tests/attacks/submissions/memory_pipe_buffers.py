"""Hides data in pipes: 240 of them, enlarged to 1 MB and filled.

verdict: raised, memory, timeout, crashed, returned_nothing
score: 0
"""

import fcntl
import os


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    kept = []
    while len(kept) < 240:
        kept.append(os.pipe())
        os.set_blocking(kept[-1][1], False)
        try:
            fcntl.fcntl(kept[-1][1], 1031, 1 << 20)
            while True:
                os.write(kept[-1][1], b"\1" * 65536)
        except OSError:
            pass
