"""A flood on standard output while the module is imported (bounded: 2 GB).

verdict: output, load_failed
score: 0
"""

import os

for _ in range(2 << 10):
    os.write(1, b"x" * (1 << 20))


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return x
