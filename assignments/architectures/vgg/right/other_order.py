"""Layers written by hand; sums in float32; batch normalisation written out over its own module."""
import torch
import torch.nn.functional as F
from torch import nn


class Norm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))
        self.beta = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        if self.training:
            mean, var = x.mean(dim=(0, 2, 3)), x.var(dim=(0, 2, 3), unbiased=False)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += 0.1 * (mean - self.running_mean)
                self.running_var += 0.1 * (var * n / (n - 1) - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        mean, var, gamma, beta = (t[:, None, None] for t in (mean, var, self.gamma, self.beta))
        return gamma * (x - mean) / torch.sqrt(var + 1e-5) + beta


class Conv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.w = nn.Parameter(torch.randn(outputs, inputs, 3, 3) / (3 * inputs ** 0.5))
        self.b = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        h, w = x.shape[2:]
        x = F.pad(x, (1, 1, 1, 1))
        out = self.b[:, None, None]
        for i in range(3):
            for j in range(3):
                out = out + torch.einsum("nchw,fc->nfhw", x[:, :, i:i + h, j:j + w], self.w[:, :, i, j])
        return out


class Dense(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.w = nn.Parameter(torch.randn(outputs, inputs) / inputs ** 0.5)
        self.b = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return (x[:, None] * self.w).sum(2) + self.b


class VGG(nn.Module):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__()
        self.steps = nn.ModuleList()
        c = 3
        for item in configuration:
            if item == "M":
                self.steps.append(nn.MaxPool2d(2))
            else:
                self.steps.append(Conv(c, item))
                if batch_norm:
                    self.steps.append(Norm(item))
                self.steps.append(nn.ReLU())
                c = item
        self.dense = nn.ModuleList([Dense(c * 49, hidden), Dense(hidden, hidden), Dense(hidden, num_classes)])
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        kind, x = x.dtype, x
        for step in self.steps:
            x = step(x)
        x = F.adaptive_avg_pool2d(x, 7).flatten(1)
        x = self.drop(self.dense[0](x).relu())
        x = self.drop(self.dense[1](x).relu())
        return self.dense[2](x).to(kind)
