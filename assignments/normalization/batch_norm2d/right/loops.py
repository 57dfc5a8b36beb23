"""Батч-нормализация: цикл по каналам, всё по формулам со слайда."""
import torch


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    N, C, H, W = x.shape
    channels, means, variances = [], [], []
    for c in range(C):
        values = x[:, c]
        if training:
            m = N * H * W
            mu = values.sum() / m
            var = ((values - mu) ** 2).sum() / m
            means.append((1 - momentum) * running_mean[c] + momentum * mu)
            variances.append((1 - momentum) * running_var[c] + momentum * var * m / (m - 1))
        else:
            mu, var = running_mean[c], running_var[c]
            means.append(mu)
            variances.append(var)
        y = (values - mu) / (var + eps) ** 0.5
        if weight is not None:
            y = weight[c] * y
        if bias is not None:
            y = y + bias[c]
        channels.append(y)
    return torch.stack(channels, dim=1), torch.stack(means), torch.stack(variances)
