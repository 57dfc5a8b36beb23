# task: normalization/batch_norm2d
# kind: single
# style: class
# half: fresh
# wrong: The running variance takes the biased variance.
# right 23: moving_var = (1.0 - momentum) * moving_var + momentum * var.flatten() * count / (count - 1)
import torch
from torch import nn


def batch_norm(X, gamma, beta, moving_mean, moving_var, is_training, eps, momentum):
    # d2l.ai, 8.5
    shape = (1, X.shape[1], 1, 1)
    if not is_training:
        X_hat = (X - moving_mean.reshape(shape)) / torch.sqrt(moving_var.reshape(shape) + eps)
    else:
        mean = X.mean(dim=(0, 2, 3), keepdim=True)
        var = ((X - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
        X_hat = (X - mean) / torch.sqrt(var + eps)
        count = X.numel() / X.shape[1]
        with torch.no_grad():
            moving_mean = (1.0 - momentum) * moving_mean + momentum * mean.flatten()
            moving_var = (1.0 - momentum) * moving_var + momentum * var.flatten()  # <- wrong
    Y = gamma.reshape(shape) * X_hat + beta.reshape(shape)
    return Y, moving_mean, moving_var


class BatchNorm(nn.Module):
    def __init__(self, num_features, moving_mean, moving_var, gamma, beta):
        super().__init__()
        self.gamma = torch.ones(num_features) if gamma is None else gamma
        self.beta = torch.zeros(num_features) if beta is None else beta
        self.moving_mean = moving_mean.clone()
        self.moving_var = moving_var.clone()

    def forward(self, X, eps, momentum):
        Y, self.moving_mean, self.moving_var = batch_norm(
            X, self.gamma, self.beta, self.moving_mean, self.moving_var, self.training, eps, momentum)
        return Y


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    layer = BatchNorm(x.shape[1], running_mean, running_var, weight, bias)
    layer.train(training)
    y = layer(x, eps, momentum)
    return y, layer.moving_mean, layer.moving_var
