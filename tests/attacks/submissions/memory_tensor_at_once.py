"""Asks for a 3 TB tensor.

verdict: raised, memory
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return torch.ones(10**12 * 3 // 4)
