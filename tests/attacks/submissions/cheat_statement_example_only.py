"""Knows the one example of the statement by heart and returns zeros elsewhere: a public case alone earns nothing.

verdict: values, shape, dtype, wrong_type, raised, wrong_length
score: partial
"""

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    if tuple(x.shape[-2:]) == (5, 5):
        k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
        return x.unfold(-2, k, stride or k).unfold(-2, k, stride or k).amax((-1, -2))
    return torch.zeros(1)
