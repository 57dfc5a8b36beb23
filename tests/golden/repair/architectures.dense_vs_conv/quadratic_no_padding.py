# task: architectures/dense_vs_conv
# kind: repeated
# style: torch
# half: tuned
# wrong: The convolutions have no padding.
# right 36: self.conv1 = nn.Conv2d(channels, width, 3, padding=1)
# right 37: self.conv2 = nn.Conv2d(width, width, 3, padding=1)
import math

import torch.nn as nn


def parameter_count(model):
    total = 0
    for p in model.parameters():
        total += p.numel()
    return total


def dense_net(in_shape, num_classes, budget):
    c, h, w = in_shape
    d = c * h * w
    # h*d + h + K*h + K <= budget
    hidden = (budget - num_classes) // (d + num_classes + 1)
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(d, hidden),
        nn.ReLU(),
        nn.Linear(hidden, num_classes),
    )


class ConvNet(nn.Module):
    def __init__(self, channels, width, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3)  # <- wrong
        self.conv2 = nn.Conv2d(width, width, 3)  # <- wrong
        self.fc = nn.Linear(width, num_classes)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.conv1(x))
        x = self.relu(self.conv2(x))
        x = x.mean(dim=(2, 3))
        return self.fc(x)


def conv_net(in_shape, num_classes, budget):
    # квадратное уравнение 9w^2 + b*w + K - budget = 0
    channels = in_shape[0]
    b = 9 * channels + 2 + num_classes
    disc = b * b + 36 * (budget - num_classes)
    width = (math.isqrt(disc) - b) // 18
    return ConvNet(channels, width, num_classes)
