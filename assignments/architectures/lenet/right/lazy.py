import torch
from torch import nn


def block(channels, **kw):
    return nn.Sequential(nn.LazyConv2d(channels, kernel_size=5, **kw), nn.Tanh(), nn.AvgPool2d(kernel_size=2, stride=2))


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.net = nn.Sequential(
            block(6, padding=2),
            block(16),
            nn.Flatten(),
            nn.LazyLinear(120), nn.Tanh(),
            nn.LazyLinear(84), nn.Tanh(),
            nn.LazyLinear(num_classes))

    def forward(self, X):
        return self.net(X)
