# task: normalization/batch_norm2d
# kind: two
# style: vectorised
# half: held
# wrong: The running variance takes the standard deviation, and the picture is not multiplied by weight.
# insert after 21:     if gamma is not None:\n        Y = _shape(gamma) * Y
# right 41: batch_var = var.detach() * m / (m - 1)
# BatchNorm в духе d2l
import torch


def _shape(v):
    return v.reshape(1, -1, 1, 1)


def normalize(X, mean, var, eps):
    return (X - _shape(mean)) / (_shape(var) + eps) ** 0.5


def scale_and_shift(X_hat, gamma, beta):
    Y = X_hat  # <- wrong here 1
    if beta is not None:  # <- wrong here 1
        Y = Y + _shape(beta)
    return Y


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    gamma, beta = weight, bias
    moving_mean = running_mean.clone()
    moving_var = running_var.clone()
    if not training:
        X_hat = normalize(x, moving_mean, moving_var, eps)
        return scale_and_shift(X_hat, gamma, beta), moving_mean, moving_var
    # (C, N*H*W)
    rows = x.permute(1, 0, 2, 3).flatten(1)
    m = rows.shape[1]
    mean = rows.mean(dim=1)
    var = ((rows - mean[:, None]) ** 2).sum(dim=1) / m
    X_hat = normalize(x, mean, var, eps)
    batch_mean = mean.detach()
    batch_var = (var.detach() * m / (m - 1)).sqrt()  # <- wrong 2
    moving_mean = moving_mean + momentum * (batch_mean - moving_mean)
    moving_var = moving_var + momentum * (batch_var - moving_var)
    return scale_and_shift(X_hat, gamma, beta), moving_mean, moving_var
