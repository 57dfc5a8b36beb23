# task: normalization/batch_norm2d
# kind: single
# style: torch
# half: tuned
# wrong: eps is added outside the root.
# right 25: x_hat = (x - mu[None, :, None, None]) / torch.sqrt(var[None, :, None, None] + eps)
import torch


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    """Batch normalization для (N, C, H, W)."""
    if training:
        mu = x.mean(dim=(0, 2, 3))
        var = x.var(dim=(0, 2, 3), unbiased=False)
        n = x.numel() / x.size(1)
        with torch.no_grad():
            running_mean = (1 - momentum) * running_mean + momentum * mu
            running_var = (1 - momentum) * running_var + momentum * var * n / (n - 1)
    else:
        mu = running_mean
        var = running_var
        running_mean = running_mean.clone()
        running_var = running_var.clone()

    x_hat = (x - mu[None, :, None, None]) / (torch.sqrt(var[None, :, None, None]) + eps)  # <- wrong
    if weight is not None:
        x_hat = x_hat * weight.view(1, -1, 1, 1)
    if bias is not None:
        x_hat = x_hat + bias.view(1, -1, 1, 1)
    return x_hat, running_mean, running_var
