"""A subclass that lies about shape, dtype, numel, device, pointer and layout wherever Python asks.

verdict: values, shape, wrong_type, dtype, crashed
score: 0
"""

import torch


class Liar(torch.Tensor):
    shape = property(lambda self: torch.Size([2**40, 2**40]))
    dtype = property(lambda self: "torch.float32")
    device = property(lambda self: torch.device("cuda:7"))
    layout = property(lambda self: torch.sparse_coo)
    is_nested = property(lambda self: 1 / 0)
    is_quantized = property(lambda self: 1 / 0)

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return 2**62

    def numel(self):
        return 2**62

    def data_ptr(self):
        return 8

    def detach(self):
        return self

    cpu = contiguous = resolve_conj = resolve_neg = clone = detach


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return torch.zeros(1).as_subclass(Liar)
