import torch
import torch.nn as nn
import torch.nn.functional as F


class InceptionA(nn.Module):
    """All layers in three lists, everything else by functions."""

    def __init__(self, in_channels, pool_features):
        super().__init__()
        c = in_channels
        sizes = [(c, 64, 1), (c, 64, 1), (c, pool_features, 1), (c, 48, 1), (48, 64, 5), (64, 96, 3), (96, 96, 3)]
        self.norms = nn.ModuleList(nn.BatchNorm2d(o, eps=1e-3) for _, o, _ in sizes)
        self.convs = nn.ModuleList(nn.Conv2d(i, o, k, bias=False) for i, o, k in sizes)

    def step(self, i, x):
        w, n = self.convs[i].weight, self.norms[i]
        x = F.conv2d(x, w, padding=w.shape[-1] // 2)
        x = F.batch_norm(x, n.running_mean, n.running_var, n.weight, n.bias, self.training, 0.1, n.eps)
        return F.relu_(x)

    def forward(self, x):
        n, _, h, w = x.shape
        average = F.unfold(x, 3, padding=1).view(n, -1, 9, h, w).mean(2)
        parts = [self.step(0, x), self.step(4, self.step(3, x)), self.step(6, self.step(5, self.step(1, x)))]
        return torch.cat([*parts, self.step(2, average)], dim=-3)
