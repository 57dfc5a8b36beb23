"""Layers by other names, created from the last to the first, the rest functions."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super(LeNet, self).__init__()
        self.out = nn.Linear(84, num_classes)
        self.f6 = nn.Linear(120, 84)
        self.c5 = nn.Linear(16 * 5 * 5, 120)
        self.c3 = nn.Conv2d(6, 16, (5, 5))
        self.c1 = nn.Conv2d(1, 6, (5, 5))

    def forward(self, x):
        x = F.pad(x, (2, 2, 2, 2))
        x = F.avg_pool2d(F.tanh(self.c1(x)), kernel_size=2, stride=2)
        x = F.avg_pool2d(F.tanh(self.c3(x)), kernel_size=2, stride=2)
        x = x.view(x.size(0), -1)
        x = F.tanh(self.c5(x))
        x = F.tanh(self.f6(x))
        return self.out(x)
