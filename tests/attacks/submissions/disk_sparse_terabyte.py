"""A sparse file of 1 TB, mapped and returned as a tensor.

verdict: raised, memory, crashed
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    with open("sparse", "wb") as store:
        store.truncate(1 << 40)
    return torch.from_file("sparse", shared=True, size=1 << 38)
