import torch
from torch import nn


class ResidualBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()
        self.downsample = nn.Sequential()
        if stride != 1 or in_channels != out_channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + self.downsample(x))


class ResNet18(nn.Module):
    def __init__(self, num_classes=1000, width=64):
        super().__init__()
        widths = [width, width, 2 * width, 4 * width, 8 * width]
        self.classifier = nn.Linear(widths[-1], num_classes)
        self.blocks = nn.ModuleList()
        for stage in range(4):
            self.blocks.append(ResidualBlock(widths[stage], widths[stage + 1], stride=2 if stage else 1))
            self.blocks.append(ResidualBlock(widths[stage + 1], widths[stage + 1]))
        self.stem = nn.Sequential()
        self.stem.add_module("conv", nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False))
        self.stem.add_module("norm", nn.BatchNorm2d(width))
        self.stem.add_module("relu", nn.ReLU(inplace=True))

    def forward(self, x):
        x = torch.nn.functional.max_pool2d(self.stem(x), kernel_size=3, stride=2, padding=1)
        for block in self.blocks:
            x = block(x)
        mean = x.double().mean(-1).mean(-1)
        w, b = self.classifier.weight.double(), self.classifier.bias.double()
        return torch.einsum("nc,kc->nk", mean, w) + b
