"""A tuple of a thousand tensors with names and nesting where one is due.

verdict: wrong_type, wrong_length, crashed
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return tuple({"x" * 150 + str(n): [torch.zeros(n % 7)]} for n in range(600))
