"""The first block of Inception v3, with the meaning of torchvision.models.inception.InceptionA."""

import torch
import torch.nn.functional as F
from torch import nn


class BasicConv2d(nn.Module):
    """The brick of Inception, finished: convolution without bias, batch norm, ReLU."""

    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)))


class InceptionA(nn.Module):
    """Four branches with windows of different sizes; their channels are laid side by side.

    in_channels:    channels of the input
    pool_features:  channels of the pooling branch

    branch1x1                 convolution 1x1 to 64 channels
    branch5x5_1, _2           1x1 to 48, then 5x5 (padding 2) to 64
    branch3x3dbl_1, _2, _3    1x1 to 64, then 3x3 (padding 1) to 96, then 3x3 (padding 1) to 96
    branch_pool               average pooling 3x3 (stride 1, padding 1), then 1x1 to pool_features

    Szegedy et al. 2015, Rethinking the Inception Architecture for Computer Vision,
    https://arxiv.org/abs/1512.00567
    """

    def __init__(self, in_channels, pool_features):
        super().__init__()
        ### BEGIN SOLUTION
        self.branch1x1 = BasicConv2d(in_channels, 64, kernel_size=1)

        # A 1x1 convolution first leaves fewer channels for the large kernel: that is most of the work saved.
        self.branch5x5_1 = BasicConv2d(in_channels, 48, kernel_size=1)
        self.branch5x5_2 = BasicConv2d(48, 64, kernel_size=5, padding=2)

        # Two 3x3 see as much as one 5x5, with 18 weights instead of 25 for each pair of channels.
        self.branch3x3dbl_1 = BasicConv2d(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = BasicConv2d(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = BasicConv2d(96, 96, kernel_size=3, padding=1)

        self.branch_pool = BasicConv2d(in_channels, pool_features, kernel_size=1)
        ### END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, in_channels, H, W) -> (N, 64 + 64 + 96 + pool_features, H, W)."""
        ### BEGIN SOLUTION
        branch1x1 = self.branch1x1(x)  # (N, 64, H, W)
        branch5x5 = self.branch5x5_2(self.branch5x5_1(x))  # (N, 64, H, W)
        branch3x3dbl = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))  # (N, 96, H, W)
        pooled = F.avg_pool2d(x, kernel_size=3, stride=1, padding=1)  # zeros of the border count as pixels
        branch_pool = self.branch_pool(pooled)  # (N, pool_features, H, W)
        return torch.cat([branch1x1, branch5x5, branch3x3dbl, branch_pool], dim=1)
        ### END SOLUTION
