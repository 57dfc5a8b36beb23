# task: architectures/residual_block
# kind: single
# style: torch
# half: tuned
# wrong: The projection has no stride of its own.
# right 23: self.layers["c3"] = nn.Conv2d(in_channels, out_channels, (1, 1), (stride, stride), bias=False)
import torch
import torch.nn as nn


class ResidualBlock(nn.Module):
    # словарь слоёв: ModuleDict
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        need = (stride, in_channels) != (1, out_channels)
        self.layers = nn.ModuleDict({
            "c1": nn.Conv2d(in_channels, out_channels, (3, 3), (stride, stride), (1, 1), bias=False),
            "n1": nn.BatchNorm2d(out_channels),
            "c2": nn.Conv2d(out_channels, out_channels, (3, 3), (1, 1), (1, 1), bias=False),
            "n2": nn.BatchNorm2d(out_channels),
        })
        if need:
            self.layers["c3"] = nn.Conv2d(in_channels, out_channels, (1, 1), bias=False)  # <- wrong
            self.layers["n3"] = nn.BatchNorm2d(out_channels)

    def step(self, number, x):
        return self.layers[f"n{number}"](self.layers[f"c{number}"](x))

    def forward(self, x):
        residual = self.step(3, x) if "c3" in self.layers else x
        h = self.step(1, x).clamp(min=0)
        h = self.step(2, h)
        return torch.relu(residual + h)
