import torch
from torch import nn


def parameter_count(model):
    count = 0
    for p in model.parameters():
        count += p.nelement()
    return count


class Net(nn.Module):
    """Computes in float64 and returns float64."""

    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return self.body.double()(x.double())


def dense_net(in_shape, num_classes, budget):
    C, H, W = in_shape
    h = 0
    while (h + 1) * C * H * W + (h + 1) + num_classes * (h + 1) + num_classes <= budget:
        h += 1
    return Net(nn.Sequential(nn.Flatten(), nn.Linear(C * H * W, h), nn.ReLU(), nn.Linear(h, num_classes)))


class GlobalAverage(nn.Module):
    def forward(self, x):
        return x.flatten(2).sum(2) / (x.shape[2] * x.shape[3])


def conv_net(in_shape, num_classes, budget):
    C = in_shape[0]
    best = max(
        w for w in range(1, 200)
        if (9 * C * w + w) + (9 * w * w + w) + (num_classes * w + num_classes) <= budget
    )
    return Net(nn.Sequential(
        nn.Conv2d(C, best, (3, 3), padding=(1, 1)), nn.ReLU(),
        nn.Conv2d(best, best, (3, 3), padding=(1, 1)), nn.ReLU(),
        GlobalAverage(), nn.Linear(best, num_classes),
    ))
