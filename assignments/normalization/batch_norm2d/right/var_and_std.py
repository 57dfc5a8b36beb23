"""torch.var does both variances, the rest is broadcasting; copies of the statistics are updated in place."""

import torch


class _Stats:
    axes = (0, 2, 3)


def _expand(t):
    return t.reshape(1, -1, 1, 1)


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    running_mean, running_var = running_mean.clone(), running_var.clone()
    if training:
        var, mean = torch.var_mean(x, dim=_Stats.axes, correction=0)
        with torch.no_grad():
            running_mean.mul_(1 - momentum).add_(momentum * mean)
            running_var.lerp_(torch.var(x, dim=_Stats.axes, unbiased=True), momentum)
    else:
        mean, var = running_mean, running_var
    out = (x - _expand(mean)) * torch.rsqrt(_expand(var) + eps)
    gamma = torch.ones_like(mean) if weight is None else weight
    beta = torch.zeros_like(mean) if bias is None else bias
    return [out * _expand(gamma) + _expand(beta), running_mean, running_var]
