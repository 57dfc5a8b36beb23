"""100000 tensors in one tuple: a header of many megabytes.

verdict: wrong_type, crashed, wrong_length, timeout
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return tuple(torch.zeros(1) for _ in range(100_000))
