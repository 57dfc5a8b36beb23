"""Every process forks, and its children do (bounded: 400 forks counted in a file).

verdict: timeout, raised, returned_nothing, crashed, memory
score: 0
"""

import os
import time


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    descriptor = os.open("count", os.O_CREAT | os.O_RDWR | os.O_APPEND)
    while os.fstat(descriptor).st_size < 400:
        os.write(descriptor, b".")
        try:
            os.fork()
        except OSError:
            pass
    time.sleep(60)
