"""Returns zeros mapped from a file while a thread goes on writing other numbers into the file.

verdict: values, shape, dtype, raised
score: 0
"""

import os
import threading

import torch


def scribble():
    with open("shared", "r+b") as handle:
        while True:
            handle.seek(0)
            handle.write(os.urandom(4096))


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    with open("shared", "wb") as handle:
        handle.write(bytes(4096))
    threading.Thread(target=scribble, daemon=True).start()
    return torch.from_file("shared", shared=True, size=1024)
