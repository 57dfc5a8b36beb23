# task: architectures/inception_block
# kind: single
# style: class
# half: fresh
# wrong: ReLU comes before batch norm.
# right 19: return F.relu(self.bn(self.conv(x)))
import torch
import torch.nn as nn
import torch.nn.functional as F


class BasicConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x):
        return self.bn(F.relu(self.conv(x)))  # <- wrong


class InceptionA(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        self.branch1x1 = BasicConv2d(in_channels, 64, kernel_size=1)

        self.branch5x5_1 = BasicConv2d(in_channels, 48, kernel_size=1)
        self.branch5x5_2 = BasicConv2d(48, 64, kernel_size=5, padding=2)

        self.branch3x3dbl_1 = BasicConv2d(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = BasicConv2d(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = BasicConv2d(96, 96, kernel_size=3, padding=1)

        self.branch_pool = BasicConv2d(in_channels, pool_features, kernel_size=1)

    def _branches(self, x):
        one = self.branch1x1(x)

        five = self.branch5x5_1(x)
        five = self.branch5x5_2(five)

        double = self.branch3x3dbl_1(x)
        double = self.branch3x3dbl_2(double)
        double = self.branch3x3dbl_3(double)

        pool = F.avg_pool2d(x, kernel_size=3, stride=1, padding=1)
        pool = self.branch_pool(pool)
        return [one, five, double, pool]

    def forward(self, x):
        outputs = self._branches(x)
        return torch.cat(outputs, 1)
