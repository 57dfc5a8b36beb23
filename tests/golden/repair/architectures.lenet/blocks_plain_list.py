# task: architectures/lenet
# kind: single
# style: torch
# half: held
# wrong: The layers stand in a plain Python list.
# right 28: self.dense = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:]))
import torch
from torch import nn
import torch.nn.functional as F


class ConvPart(nn.Module):
    def __init__(self, c_in, c_out, pad):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 5, padding=pad)

    def forward(self, x):
        x = torch.tanh(self.conv(x))
        return F.avg_pool2d(x, 2)


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.block1 = ConvPart(1, 6, 2)
        self.block2 = ConvPart(6, 16, 0)
        sizes = [16 * 5 * 5, 120, 84, num_classes]
        self.dense = [nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])]  # <- wrong

    def forward(self, x):
        x = self.block1(x)
        x = self.block2(x)
        x = x.reshape(len(x), -1)
        for i, layer in enumerate(self.dense):
            x = layer(x)
            if i < len(self.dense) - 1:
                x = torch.tanh(x)
        return x
