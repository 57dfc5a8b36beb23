import torch
from torch import nn


class BasicConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class InceptionA(nn.Module):
    # branches under names of my own, created and run from the last to the first
    def __init__(self, in_channels, pool_features):
        super().__init__()
        self.pooled = nn.Sequential(nn.AvgPool2d(3, 1, 1), BasicConv2d(in_channels, pool_features, 1))
        self.twice = nn.Sequential(
            BasicConv2d(in_channels, 64, 1), BasicConv2d(64, 96, 3, padding=1), BasicConv2d(96, 96, 3, padding=1)
        )
        self.five = nn.Sequential(BasicConv2d(in_channels, 48, 1), BasicConv2d(48, 64, 5, padding=2))
        self.one = BasicConv2d(in_channels, 64, 1)

    def forward(self, x):
        branches = [branch(x) for branch in (self.pooled, self.twice, self.five, self.one)]
        return torch.cat(branches[::-1], 1)
