# task: architectures/inception_block
# kind: single
# style: class
# half: held
# wrong: The convolutions have a bias.
# right 16: self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding, bias=False)
import torch
from torch import nn


class BasicConv2d(nn.Module):
    """The brick of Inception, finished: convolution without bias, batch norm, ReLU."""

    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding)  # <- wrong
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.conv(x)
        out = self.bn(out)
        return self.relu(out)


def make_branch(*sizes):
    """sizes: (in, out, kernel) для каждого слоя; padding так, чтобы размер не менялся"""
    layers = []
    for n_in, n_out, k in sizes:
        pad = k // 2
        layers.append(BasicConv2d(n_in, n_out, k, padding=pad))
    return nn.Sequential(*layers)


class InceptionA(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        self.one = make_branch((in_channels, 64, 1))
        self.five = make_branch((in_channels, 48, 1), (48, 64, 5))
        self.dbl = make_branch((in_channels, 64, 1), (64, 96, 3), (96, 96, 3))
        self.pool = nn.AvgPool2d(3, stride=1, padding=1)
        self.pool_conv = make_branch((in_channels, pool_features, 1))

    def forward(self, x):
        outputs = [self.one(x), self.five(x), self.dbl(x)]
        pooled = self.pool(x)
        outputs.append(self.pool_conv(pooled))
        return torch.cat(outputs, dim=1)
