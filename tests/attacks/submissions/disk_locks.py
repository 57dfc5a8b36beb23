"""Half a million record locks: kernel memory that no file size shows.

verdict: raised, memory, crashed, timeout, returned_nothing
score: 0
"""

import fcntl
import os


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    descriptor = os.open("locks", os.O_CREAT | os.O_RDWR)
    for number in range(500_000):
        fcntl.lockf(descriptor, fcntl.LOCK_EX, 1, number * 2)
