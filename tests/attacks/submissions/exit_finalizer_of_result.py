"""The returned tensor belongs to an object whose finalizer exits the process while the answer is written.

verdict: crashed, values, shape
score: 0
"""

import os

import torch


class Trap(torch.Tensor):
    def __del__(self):
        os._exit(0)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return torch.zeros(1).as_subclass(Trap)
