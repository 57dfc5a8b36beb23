"""Returns 3 GB that were never written: larger than any frame may be.

verdict: raised, memory, wrong_type, shape, crashed, output
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return torch.empty(3 << 28)
