"""Каналы переносятся на последнюю ось, тогда средние по всем остальным осям сами растягиваются."""
import torch as th
from torch import Tensor


def batch_norm2d(x: Tensor, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    y = x.permute(0, 2, 3, 1)
    mean, var = running_mean, running_var
    if training:
        mean = y.mean(dim=(0, 1, 2))
        diff = y - mean
        var = diff.pow(2).mean(dim=(0, 1, 2))
        numbers = y[..., 0].numel()
        running_mean = running_mean * (1 - momentum) + mean.data * momentum
        running_var = running_var * (1 - momentum) + diff.data.pow(2).sum(dim=(0, 1, 2)) / (numbers - 1) * momentum
    y = (y - mean).div(th.sqrt(var + eps))
    y = y if weight is None else y.mul(weight)
    y = y if bias is None else y.add(bias)
    return y.permute(0, 3, 1, 2), running_mean, running_var
