"""Returns 200 MB of real zeros.

verdict: wrong_type, shape, crashed, output, memory
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return torch.zeros(50 << 20)
