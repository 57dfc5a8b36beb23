"""Lists its layers for ever when it is asked for them.

verdict: mismatch, values, raised, timeout, memory
score: partial
task: architectures/lenet
"""

import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.fc = nn.Linear(784, num_classes)

    def forward(self, x):
        return self.fc(x.flatten(1))

    def named_modules(self, *args, **kwargs):
        number = 0
        while number < 300_000:
            number += 1
            yield f"\x1b[31m<script>layer{number}", self.fc
