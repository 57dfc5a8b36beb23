"""Objects that pretend to be a tensor through __class__, and pretend to be float, tuple and dict.

verdict: wrong_type, returned_nothing, raised, crashed
score: 0
"""

import torch


class Spoof:
    __class__ = torch.Tensor
    dtype, shape, device, is_nested, layout = torch.float32, (1, 1, 2, 2), "cpu", False, torch.strided

    def __getattr__(self, name):
        return lambda *args, **kwargs: self


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return Spoof()
