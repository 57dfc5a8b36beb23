"""Fills memory in steps of 16 MB (bounded: 6 GB).

verdict: memory, raised, crashed
score: 0
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    kept = []
    for _ in range(6 << 6):
        kept.append(b"\1" * (16 << 20))
    return torch.zeros(1)
