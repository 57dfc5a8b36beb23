import torch
from torch import nn


def parameter_count(model):
    return torch.tensor([p.numel() for p in model.parameters()]).sum()


def largest(make, budget):
    # double, then halve
    low, high = 1, 2
    while parameter_count(make(high)) <= budget:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if parameter_count(make(middle)) <= budget:
            low = middle
        else:
            high = middle
    return low


def dense_net(in_shape, num_classes, budget):
    d = int(torch.tensor(in_shape).prod())
    def make(h):
        return nn.Sequential(nn.Linear(d, h), nn.Linear(h, num_classes))
    h = largest(make, budget)
    return nn.Sequential(nn.Flatten(), nn.LazyLinear(h), nn.ReLU(inplace=True), nn.LazyLinear(num_classes))


def conv_net(in_shape, num_classes, budget):
    c, height, width = in_shape
    def make(w):
        return nn.ModuleList([nn.Conv2d(c, w, 3), nn.Conv2d(w, w, 3), nn.Linear(w, num_classes)])
    w = largest(make, budget)
    features = nn.Sequential(
        nn.ZeroPad2d(1), nn.LazyConv2d(w, 3), nn.ReLU(),
        nn.ZeroPad2d(1), nn.LazyConv2d(w, 3), nn.ReLU(),
    )
    return nn.Sequential(features, nn.AvgPool2d((height, width)), nn.Flatten(), nn.LazyLinear(num_classes))
