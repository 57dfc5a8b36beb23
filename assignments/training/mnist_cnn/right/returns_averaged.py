import copy

import torch
from torch import nn


def build_model():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.LeakyReLU(0.1), nn.MaxPool2d(2),
        nn.Conv2d(16, 24, 3), nn.BatchNorm2d(24), nn.LeakyReLU(0.1), nn.MaxPool2d(2),
        nn.Conv2d(24, 48, 3), nn.ReLU(), nn.AdaptiveMaxPool2d(2),
        nn.Flatten(1), nn.LazyLinear(10),
    )  # fmt: skip


def train(model, images, labels, device):
    """Returns another network: the mean of the weights on the way."""
    model(images[:2])  # now the last layer knows its size
    mean = copy.deepcopy(model)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    for _ in range(5):
        for x, y in zip(images.split(48), labels.split(48), strict=True):
            loss = -torch.log_softmax(model(x), 1).gather(1, y[:, None]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                for one, other in zip(mean.state_dict().values(), model.state_dict().values(), strict=True):
                    if one.is_floating_point():
                        one.lerp_(other, 0.02)
    return mean
