"""Always gives the same ten numbers, the largest one for the most frequent class.

verdict: accuracy
score: unlearned
task: training/lenet_digits
"""

import torch
from torch import nn


class Constant(nn.Module):
    def __init__(self):
        super().__init__()
        self.counts = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        nn.functional.conv2d(x, torch.ones(1, 1, 1, 1))  # the task asks for one
        return self.counts.expand(len(x), 10)


def build_model():
    return Constant()


def train(model, images, labels, device):
    model.counts.data = labels.bincount(minlength=10).float()
