# task: normalization/batch_norm2d
# kind: hopeless
# style: torch
# half: held
# wrong: Only training, per picture, with std and no running statistics.
import torch


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    std = x.std(dim=(1, 2, 3), keepdim=True)
    out = (x - mean) / (std + eps)
    # running_mean = ...
    # running_var = ...
    if weight is not None and bias is not None:
        out = out * weight.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1)
    return out, running_mean, running_var
