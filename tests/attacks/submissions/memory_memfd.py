"""Files in memory that are never mapped, so that no process seems to own them (bounded: 3 GB). memfd_create is
refused.

verdict: raised, memory
score: 0
"""

import os


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(30):
        descriptor = os.memfd_create("store")
        for _ in range(100):
            os.write(descriptor, b"\1" * (1 << 20))
    return x
