"""Returns an honest empty tensor with 2**39 rows: written out as lists, it would take all memory of the machine.

verdict: shape, wrong_type
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return torch.empty(2**39, 0)
