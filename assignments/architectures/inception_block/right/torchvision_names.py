import torch
import torch.nn.functional as F
from torch import Tensor, nn


class BasicConv2d(nn.Module):
    def __init__(self, in_channels: int, out_channels: int, **kwargs) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        x = self.bn(x)
        return F.relu(x, inplace=True)


class InceptionA(nn.Module):
    def __init__(self, in_channels: int, pool_features: int) -> None:
        super().__init__()
        self.branch_pool = BasicConv2d(in_channels, pool_features, kernel_size=1)
        self.branch1x1 = BasicConv2d(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_1 = BasicConv2d(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = BasicConv2d(64, 96, kernel_size=3, padding=1)
        self.branch3x3dbl_3 = BasicConv2d(96, 96, kernel_size=3, padding=1)
        self.branch5x5_1 = BasicConv2d(in_channels, 48, kernel_size=1)
        self.branch5x5_2 = BasicConv2d(48, 64, kernel_size=5, padding=2)

    def forward(self, x: Tensor) -> Tensor:
        outputs = torch.empty(x.shape[0], 0, *x.shape[2:], dtype=x.dtype)
        for branch in ["1x1", "5x5", "3x3dbl", "pool"]:
            y = F.avg_pool2d(x, 3, 1, 1) if branch == "pool" else x
            for name, layer in self.named_children():
                if name.split("_")[0] == "branch" + branch or name == "branch_" + branch:
                    y = layer(y)
            outputs = torch.cat((outputs, y), dim=1)
        return outputs
