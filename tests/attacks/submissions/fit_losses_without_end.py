"""Claims a million losses, NaN and infinite ones among them.

verdict: accuracy, crashed, wrong_type
score: unlearned
task: training/lenet_digits
"""

import torch
from torch import nn


def build_model():
    return nn.Sequential(nn.Sequential(nn.Conv2d(1, 1, 1), nn.Flatten()), nn.Linear(64, 10))


def train(model, images, labels, device):
    model[1].bias.data += 0.01
    loss = torch.tensor(float("nan"), requires_grad=True)
    for number in range(20_000):
        (loss * number).backward()
    for number in range(20_000):
        torch.tensor(float("inf"), requires_grad=True).backward()
