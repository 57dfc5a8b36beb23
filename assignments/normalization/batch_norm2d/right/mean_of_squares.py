"""One pass over the batch: the variance is the mean of the squares less the square of the mean."""

import torch


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    c = x.shape[1]
    flat = x.transpose(0, 1).reshape(c, -1)  # (C, N*H*W)
    n = flat.shape[1]
    if training:
        mean = flat.mean(1)
        var = (flat * flat).mean(1) - mean * mean
        running_mean = running_mean + momentum * (mean - running_mean)
        running_var = running_var + momentum * (var * (n / (n - 1)) - running_var)
    else:
        mean = running_mean
        var = running_var
    # everything in one factor and one shift for each channel
    scale = 1 / torch.sqrt(var + eps)
    if weight is not None:
        scale = scale * weight
    shift = -mean * scale
    if bias is not None:
        shift = shift + bias
    return x * scale.view(1, c, 1, 1) + shift.view(1, c, 1, 1), running_mean, running_var
