import torch
import torch.nn as nn
import torch.nn.functional as F


class ResNet18(nn.Module):
    """Without any block class: lists of layers and functions, layers created from the last to the first."""

    def __init__(self, num_classes=1000, width=64):
        super().__init__()
        self.out = nn.Linear(width * 8, num_classes)
        self.convs = nn.ModuleList()
        self.norms = nn.ModuleList()
        self.plan = []
        c = width
        self.add(3, width, 7)
        for k in range(4):
            o = width * 2**k
            for j in range(2):
                stride = 2 if k > 0 and j == 0 else 1
                first = self.add(c, o, 3)
                second = self.add(o, o, 3)
                skip = self.add(c, o, 1) if stride != 1 or c != o else None
                self.plan.append((first, second, skip, stride))
                c = o

    def add(self, i, o, k):
        self.norms.append(nn.BatchNorm2d(o))
        self.convs.append(nn.Conv2d(i, o, k, padding=k // 2, bias=False))
        return len(self.convs) - 1

    def conv(self, k, x, stride):
        w = self.convs[k].weight
        n = self.norms[k]
        x = F.conv2d(x, w, None, stride, w.shape[-1] // 2)
        return F.batch_norm(x, n.running_mean, n.running_var, n.weight, n.bias, n.training)

    def forward(self, x):
        x = F.max_pool2d(self.conv(0, x, 2), 3, 2, 1).relu()
        for first, second, skip, stride in self.plan:
            y = x if skip is None else self.conv(skip, x, stride)
            y = y + self.conv(second, self.conv(first, x, stride).relu_(), 1)
            x = torch.relu_(y)
        return self.out(x.mean(dim=(2, 3)))
