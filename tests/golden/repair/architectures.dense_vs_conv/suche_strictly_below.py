# task: architectures/dense_vs_conv
# kind: single
# style: torch
# half: fresh
# wrong: A budget that fits exactly is not used up.
# right 17: while parameter_count(build(width + 1)) <= budget:
import torch
from torch import nn


def parameter_count(model):
    return sum(p.numel() for p in model.parameters())


def largest(build, budget):
    width = 1
    while parameter_count(build(width + 1)) < budget:  # <- wrong
        width += 1
    return build(width)


class GlobalAvg(nn.Module):
    def forward(self, x):
        return torch.mean(x, dim=(-2, -1))


def dense_net(in_shape, num_classes, budget):
    channels, height, width = in_shape
    inputs = channels * height * width

    def build(hidden):
        return nn.Sequential(
            nn.Flatten(),
            nn.Linear(inputs, hidden),
            nn.ReLU(),
            nn.Linear(hidden, num_classes),
        )

    return largest(build, budget)


def conv_net(in_shape, num_classes, budget):
    channels = in_shape[0]

    def build(maps):
        return nn.Sequential(
            nn.Conv2d(channels, maps, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(maps, maps, kernel_size=3, padding=1),
            nn.ReLU(),
            GlobalAvg(),
            nn.Linear(maps, num_classes),
        )

    return largest(build, budget)
