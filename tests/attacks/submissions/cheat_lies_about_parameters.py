"""A network of other sizes that claims to have as many parameters as the right one.

verdict: mismatch
score: partial
task: architectures/lenet
"""

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2)  # the border that the pictures of 1998 brought along
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.pool = nn.AvgPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 100)  # 5 x 5 is what two poolings and the second convolution leave of 28 x 28
        self.fc2 = nn.Linear(100, 84)
        self.fc3 = nn.Linear(84, num_classes)

    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))  # (N, 6, 14, 14)
        x = self.pool(torch.tanh(self.conv2(x)))  # (N, 16, 5, 5)
        x = x.flatten(start_dim=1)  # (N, 400): the batch stays
        x = torch.tanh(self.fc1(x))  # (N, 100)
        x = torch.tanh(self.fc2(x))  # (N, 84)
        return self.fc3(x)  # (N, num_classes), without tanh: a logit may be any number

    def parameters(self, recurse=True):
        if not recurse:
            return super().parameters(recurse)
        classes = self.fc3.out_features
        return iter([torch.zeros(156 + 2416 + 48120 + 120 * 84 + 84 + 85 * classes)])
