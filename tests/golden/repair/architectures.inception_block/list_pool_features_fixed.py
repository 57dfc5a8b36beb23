# task: architectures/inception_block
# kind: single
# style: torch
# half: tuned
# wrong: The pooling branch always has 32 channels.
# right 45: PoolBranch(c, pool_features),
import torch
from torch import nn
import torch.nn.functional as F


class BasicConv2d(nn.Module):
    """The brick of Inception, finished: convolution without bias, batch norm, ReLU."""

    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)))


class PoolBranch(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.conv = BasicConv2d(n_in, n_out, 1)

    def forward(self, x):
        # среднее по окну 3x3, нули рамки считаются
        x = F.pad(x, (1, 1, 1, 1))
        x = F.avg_pool2d(x, 3, stride=1)
        return self.conv(x)


class InceptionA(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        c = in_channels
        self.branches = nn.ModuleList([
            BasicConv2d(c, 64, 1),
            nn.Sequential(BasicConv2d(c, 48, 1), BasicConv2d(48, 64, 5, 2)),
            nn.Sequential(BasicConv2d(c, 64, 1), BasicConv2d(64, 96, 3, 1), BasicConv2d(96, 96, 3, 1)),
            PoolBranch(c, 32),  # <- wrong
        ])

    def forward(self, x):
        outs = []
        for branch in self.branches:
            out = branch(x)
            outs.append(out)
        return torch.cat(outs, 1)
