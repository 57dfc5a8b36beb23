# task: architectures/inception_block
# kind: hopeless
# style: class
# half: held
# wrong: The first Inception from memory: one 3x3, max pooling, branches summed, no batch norm.
import torch
from torch import nn


class BasicConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding)

    def forward(self, x):
        return torch.relu(self.conv(x))


class InceptionA(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        self.b1 = BasicConv2d(in_channels, 64, 1)
        self.b3 = BasicConv2d(in_channels, 96, 3, padding=1)
        self.b5 = BasicConv2d(in_channels, 64, 5, padding=2)
        self.pool = nn.MaxPool2d(3, 1, 1)

    def forward(self, x):
        return torch.cat([self.b1(x), self.b3(x), self.b5(x), self.pool(x)], 1)
