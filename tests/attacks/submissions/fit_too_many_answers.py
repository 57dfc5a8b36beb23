"""Answers with a billion numbers, by a view that costs nothing here.

verdict: shape, wrong_type, no_data, memory, mismatch, crashed, values, raised
score: unlearned
task: training/lenet_digits
"""

import torch
from torch import nn


class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        nn.functional.conv2d(x, torch.ones(1, 1, 1, 1))  # the task asks for one
        return self.weight.expand(len(x), 10**7)


def build_model():
    return Wide()


def train(model, images, labels, device):
    model.weight.data += 1
