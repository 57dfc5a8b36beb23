import torch
from torch import nn


class AlexNet(nn.Module):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__()
        w = [int(c * width) for c in [64, 192, 384, 256, 256]]
        kernels, strides, pads, pooled = [11, 5, 3, 3, 3], [4, 1, 1, 1, 1], [2, 2, 1, 1, 1], [True, True, False, False, True]
        self.blocks = nn.ModuleList()
        for channels, k, s, p, pool in zip(w, kernels, strides, pads, pooled):
            block = [nn.LazyConv2d(channels, k, s, p), nn.ReLU()]
            if pool:
                block.append(nn.MaxPool2d(kernel_size=3, stride=2))
            self.blocks.append(nn.Sequential(*block))
        self.head = nn.ModuleDict({
            "drop": nn.Dropout(p=dropout),
            "first": nn.LazyLinear(int(4096 * width)),
            "second": nn.LazyLinear(int(4096 * width)),
            "last": nn.LazyLinear(num_classes),
        })

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        x = nn.functional.adaptive_avg_pool2d(x, 6).flatten(1)
        for name in ("first", "second"):
            x = self.head[name](self.head["drop"](x)).clamp(min=0)
        return self.head["last"](x)
