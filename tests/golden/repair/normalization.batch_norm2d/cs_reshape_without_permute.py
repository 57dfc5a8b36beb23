# task: normalization/batch_norm2d
# kind: single
# style: torch
# half: fresh
# wrong: The pictures are reshaped without moving the channels to the end.
# right 42: flat = x.permute(0, 2, 3, 1).reshape(-1, C)
import torch


def batchnorm_forward(x, gamma, beta, bn_param):
    """x: (N, D), как в cs231n"""
    mode = bn_param["mode"]
    eps = bn_param["eps"]
    momentum = bn_param["momentum"]
    N, D = x.shape
    running_mean = bn_param["running_mean"].clone()
    running_var = bn_param["running_var"].clone()
    if mode == "train":
        sample_mean = torch.mean(x, dim=0)
        sample_var = torch.var(x, dim=0, unbiased=False)
        x_hat = (x - sample_mean) / torch.sqrt(sample_var + eps)
        out = gamma * x_hat + beta
        running_mean = (1 - momentum) * running_mean + momentum * sample_mean
        running_var = (1 - momentum) * running_var + momentum * sample_var * N / (N - 1)
    else:
        x_hat = (x - running_mean) / torch.sqrt(running_var + eps)
        out = gamma * x_hat + beta
    return out, running_mean, running_var


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    N, C, H, W = x.shape
    gamma = torch.ones(C) if weight is None else weight
    beta = torch.zeros(C) if bias is None else bias
    param = {
        "mode": "train" if training else "test",
        "eps": eps,
        "momentum": momentum,
        "running_mean": running_mean.detach(),
        "running_var": running_var.detach(),
    }
    flat = x.reshape(-1, C)  # <- wrong
    out, mean, var = batchnorm_forward(flat, gamma, beta, param)
    out = out.reshape(N, H, W, C).permute(0, 3, 1, 2)
    return out, mean.detach(), var.detach()
