"""The residual block of ResNet-18 and ResNet-34, with the meaning of torchvision's BasicBlock."""

import torch
from torch import nn


class ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut: the layers learn only what is to be added to the picture.

    in_channels, out_channels:  channels of the input and of the output
    stride:  by how much the block makes the picture smaller

    Main branch:  convolution 3x3 (with the stride), batch norm, ReLU, convolution 3x3, batch norm.
    Shortcut:     the input itself; where the shape changes, a convolution 1x1 with the stride and a
                  batch norm.
    Both are added, and ReLU comes after the addition. The convolutions have no bias: batch norm
    would take it away.

    He et al. 2015, Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385
    """

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()  # it learns nothing, so one serves both places
        self.downsample = nn.Sequential()  # empty: hands on what it is given
        if stride != 1 or in_channels != out_channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )
        ### END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, H', W'): H' = (H - 1) // stride + 1, W' likewise."""
        ### BEGIN SOLUTION
        out = self.relu(self.bn1(self.conv1(x)))  # (N, out_channels, H', W')
        out = self.bn2(self.conv2(out))  # no ReLU yet: what is added may be negative
        return self.relu(out + self.downsample(x))
        ### END SOLUTION
