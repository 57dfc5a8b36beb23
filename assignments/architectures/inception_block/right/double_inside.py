import torch
from torch import nn


class ConvBNReLU(nn.Sequential):
    def __init__(self, i, o, k):
        super().__init__(
            nn.Conv2d(i, o, k, padding="same", bias=False), nn.BatchNorm2d(o, eps=0.001), nn.ReLU(inplace=True)
        )


class InceptionA(nn.Module):
    def __init__(self, in_channels, pool_features):
        super().__init__()
        self.branches = nn.ModuleDict(
            {
                "twice": nn.Sequential(
                    ConvBNReLU(in_channels, 64, 1), ConvBNReLU(64, 96, 3), ConvBNReLU(96, 96, 3)
                ),
                "one": ConvBNReLU(in_channels, 64, 1),
                "pool": ConvBNReLU(in_channels, pool_features, 1),
                "five": nn.Sequential(ConvBNReLU(in_channels, 48, 1), ConvBNReLU(48, 64, 5)),
            }
        )

    def forward(self, x):
        p = torch.nn.functional.pad(x.double(), (1, 1, 1, 1))
        h, w = x.shape[-2:]
        mean = sum(p[..., i : i + h, j : j + w] for i in range(3) for j in range(3)) / 9
        found = {name: branch(mean.to(x.dtype) if name == "pool" else x) for name, branch in self.branches.items()}
        return torch.cat([found[name] for name in ("one", "five", "twice", "pool")], dim=1).double()
