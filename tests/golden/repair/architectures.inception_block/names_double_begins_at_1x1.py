# task: architectures/inception_block
# kind: single
# style: class
# half: tuned
# wrong: The double 3x3 branch begins with the layer of the branch 1x1, its own first layer is never used.
# right 44: b3 = self.branch3x3dbl_1(x)
import torch
import torch.nn as nn
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


class InceptionA(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        # ветка 1x1
        self.branch1x1 = BasicConv2d(in_channels, 64, kernel_size=1)
        # ветка 5x5
        self.branch5x5_1 = BasicConv2d(in_channels, 48, kernel_size=1)
        self.branch5x5_2 = BasicConv2d(48, 64, kernel_size=5, padding=2)
        # две 3x3 подряд
        self.branch3x3dbl_1 = BasicConv2d(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = BasicConv2d(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = BasicConv2d(96, 96, kernel_size=3, padding=1)
        # пулинг
        self.branch_pool = BasicConv2d(in_channels, pool_features, kernel_size=1)

    def forward(self, x):
        b1 = self.branch1x1(x)
        b2 = self.branch5x5_1(x)
        b2 = self.branch5x5_2(b2)
        b3 = b1  # <- wrong
        b3 = self.branch3x3dbl_2(b3)
        b3 = self.branch3x3dbl_3(b3)
        b4 = F.avg_pool2d(x, kernel_size=3, stride=1, padding=1)
        b4 = self.branch_pool(b4)
        return torch.cat([b1, b2, b3, b4], dim=1)
