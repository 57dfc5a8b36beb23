import math

import torch
from torch import nn
import torch.nn.functional as F


def parameter_count(model):
    return torch.nn.utils.parameters_to_vector(model.parameters()).shape[0]


class Dense(nn.Module):
    def __init__(self, d, h, k):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(h, d) / d ** 0.5)
        self.w2 = nn.Parameter(torch.randn(k, h) / h ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(k))
        self.b1 = nn.Parameter(torch.zeros(h))

    def forward(self, x):
        x = x.flatten(1) @ self.w1.T + self.b1
        x = x.clamp(min=0)
        return torch.einsum("nh,kh->nk", x, self.w2) + self.b2


class Conv(nn.Module):
    def __init__(self, c, w, k):
        super().__init__()
        self.b2 = nn.Parameter(torch.zeros(w))
        self.k2 = nn.Parameter(torch.randn(w, w, 3, 3) * 0.1)
        self.k1 = nn.Parameter(torch.randn(w, c, 3, 3) * 0.1)
        self.b1 = nn.Parameter(torch.zeros(w))
        self.head = nn.Parameter(torch.randn(k, w) * 0.1)
        self.head_b = nn.Parameter(torch.zeros(k))

    def forward(self, x):
        x = F.conv2d(x, self.k1, self.b1, padding=1).relu()
        x = F.conv2d(x, self.k2, self.b2, padding=1).relu()
        x = F.adaptive_avg_pool2d(x, (1, 1))[:, :, 0, 0]
        return F.linear(x, self.head, self.head_b)


def dense_net(in_shape, num_classes, budget):
    c, hh, ww = in_shape
    d = c * hh * ww
    return Dense(d, (budget - num_classes) // (d + num_classes + 1), num_classes)


def conv_net(in_shape, num_classes, budget):
    # 9 w^2 + (9 c + 2 + k) w + k - budget = 0
    a, b, c = 9, 9 * in_shape[0] + 2 + num_classes, num_classes - budget
    w = math.floor((-b + math.sqrt(b * b - 4 * a * c)) / (2 * a))
    while a * w * w + b * w + c > 0:
        w -= 1
    while a * (w + 1) ** 2 + b * (w + 1) + c <= 0:
        w += 1
    return Conv(in_shape[0], w, num_classes)
