# task: architectures/dense_vs_conv
# kind: hopeless
# style: torch
# half: tuned
# wrong: The widths come from the square root of the budget, softmax at both ends, two hidden layers, biases not counted.
from torch import nn


def parameter_count(model):
    n = 0
    for name, p in model.named_parameters():
        if "weight" in name:
            n += p.shape[0] * p.shape[1]
    return n


def dense_net(in_shape, num_classes, budget):
    h = int(budget ** 0.5) // 4 + 1
    return nn.Sequential(
        nn.Flatten(), nn.Linear(in_shape[0] * in_shape[1] * in_shape[2], h), nn.ReLU(),
        nn.Linear(h, h), nn.ReLU(), nn.Linear(h, num_classes), nn.Softmax(dim=1),
    )


def conv_net(in_shape, num_classes, budget):
    w = int((budget / 9) ** 0.5)
    return nn.Sequential(
        nn.Conv2d(in_shape[0], w, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(w * (in_shape[1] // 2) * (in_shape[2] // 2), num_classes), nn.Softmax(dim=1),
    )
