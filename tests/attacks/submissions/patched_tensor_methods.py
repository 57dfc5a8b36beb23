"""Deletes the methods of Tensor that the worker uses around a call.

verdict: crashed, raised, values, shape
score: 0
"""

import torch

for name in ("clone", "detach", "cpu", "contiguous", "numel", "data_ptr"):
    setattr(torch.Tensor, name, lambda self, *args, **kwargs: None)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return x
