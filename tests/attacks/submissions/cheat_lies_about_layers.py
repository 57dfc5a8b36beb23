"""A constant network whose layers, so it says, are those of the right one.

verdict: mismatch, values, shape, wrong_type, raised, no_gradient
score: partial
task: architectures/lenet
"""

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.classes = num_classes

    def forward(self, x):
        return self.weight * torch.zeros(len(x), self.classes)

    def named_modules(self, *args, **kwargs):
        yield "conv1", nn.Conv2d(1, 3, 5)
        yield "conv2", nn.Conv2d(3, 8, 5)
        yield "fc1", nn.Linear(200, 60)
        yield "fc2", nn.Linear(60, 42)
        yield "fc3", nn.Linear(42, 5)

    def get_submodule(self, name):
        return dict(self.named_modules())[name]
