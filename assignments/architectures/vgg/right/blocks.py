import torch
from torch import nn


class Conv(nn.Module):
    def __init__(self, out_channels, norm):
        super().__init__()
        self.norm = nn.LazyBatchNorm2d() if norm else None
        self.conv = nn.LazyConv2d(out_channels, 3, padding="same")
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.conv(x)
        if self.norm is not None:
            x = self.norm(x)
        return self.act(x)


class Stage(nn.Module):
    def __init__(self, numbers, norm, pool):
        super().__init__()
        self.inner = nn.ModuleList([Conv(n, norm) for n in numbers])
        self.pool = nn.MaxPool2d(2) if pool else nn.Identity()

    def forward(self, x):
        for conv in self.inner:
            x = conv(x)
        return self.pool(x)


class VGG(nn.Module):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__()
        stages, numbers = [], []
        for item in configuration:
            if item == "M":
                stages.append(Stage(numbers, batch_norm, True))
                numbers = []
            else:
                numbers.append(item)
        if numbers:
            stages.append(Stage(numbers, batch_norm, False))
        self.stages = nn.Sequential(*stages)
        self.pool = nn.AdaptiveAvgPool2d((7, 7))
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(dropout)
        self.dense = nn.ModuleList([nn.LazyLinear(hidden), nn.LazyLinear(hidden), nn.LazyLinear(num_classes)])

    def forward(self, x):
        x = self.pool(self.stages(x))
        x = torch.flatten(x, start_dim=1)
        for layer in self.dense[:-1]:
            x = self.dropout(self.relu(layer(x)))
        return self.dense[-1](x)
