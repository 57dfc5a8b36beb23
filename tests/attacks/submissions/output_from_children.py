"""Four children write to the output at once, past Python's buffers (bounded: 2 GB).

verdict: output
forbidden: timeout
score: 0
"""

import os
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for _ in range(4):
        if os.fork() == 0:
            for _ in range(512):
                os.write(1, b"x" * (1 << 20))
            os._exit(0)
    while True:
        time.sleep(1)
