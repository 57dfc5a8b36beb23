# task: architectures/dense_vs_conv
# kind: single
# style: loops
# half: held
# wrong: Both networks are one too narrow where the budget fits exactly.
# right 54: if size <= budget:
import torch
from torch import nn


def parameter_count(model):
    sizes = []
    for name, p in model.named_parameters():
        n = 1
        for s in p.shape:
            n *= s
        sizes.append(n)
    return sum(sizes)


class Mean(nn.Module):
    """Глобальный средний пулинг"""

    def forward(self, x):
        return x.flatten(2).mean(-1)


def build_dense(in_shape, k, h):
    n = 1
    for s in in_shape:
        n *= s
    return nn.Sequential(nn.Flatten(), nn.Linear(n, h), nn.ReLU(), nn.Linear(h, k))


def build_conv(in_shape, k, w):
    layers = []
    c = in_shape[0]
    for _ in range(2):
        layers.append(nn.Conv2d(c, w, kernel_size=3, padding=1))
        layers.append(nn.ReLU())
        c = w
    layers.append(Mean())
    layers.append(nn.Linear(w, k))
    return nn.Sequential(*layers)


def largest(build, in_shape, k, budget):
    # на meta память не нужна
    low, high = 1, budget + 1
    while high - low > 1:
        middle = (low + high) // 2
        with torch.device("meta"):
            size = parameter_count(build(in_shape, k, middle))
        if size < budget:  # <- wrong
            low = middle
        else:
            high = middle
    return build(in_shape, k, low)


def dense_net(in_shape, num_classes, budget):
    return largest(build_dense, in_shape, num_classes, budget)


def conv_net(in_shape, num_classes, budget):
    return largest(build_conv, in_shape, num_classes, budget)
