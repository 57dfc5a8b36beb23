"""A wrapper subclass with the right shape and no storage, whose every operation is answered by the student.

verdict: values, crashed, wrong_type, raised, shape, dtype, device, non_finite
score: 0
"""

import torch


class Wrapper(torch.Tensor):
    @staticmethod
    def __new__(cls, inner):
        return torch.Tensor._make_wrapper_subclass(cls, inner.shape, dtype=inner.dtype)

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return torch.zeros(())


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return Wrapper(x)
