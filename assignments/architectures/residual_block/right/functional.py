import torch
import torch.nn as nn
import torch.nn.functional as F

class ResidualBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.stride = stride
        self.project = stride != 1 or in_channels != out_channels
        if self.project:
            self.w0 = nn.Parameter(torch.randn(out_channels, in_channels, 1, 1) * 0.1)
            self.add_bn(0, out_channels)
        for i, c in ((2, out_channels), (1, in_channels)):
            setattr(self, f"w{i}", nn.Parameter(torch.randn(out_channels, c, 3, 3) * 0.1))
            self.add_bn(i, out_channels)

    def add_bn(self, i, c):
        self.register_buffer(f"rv{i}", torch.ones(c))
        self.register_buffer(f"rm{i}", torch.zeros(c))
        setattr(self, f"b{i}", nn.Parameter(torch.zeros(c)))
        setattr(self, f"g{i}", nn.Parameter(torch.ones(c)))

    def bn(self, x, i):
        return F.batch_norm(x, getattr(self, f"rm{i}"), getattr(self, f"rv{i}"), getattr(self, f"g{i}"), getattr(self, f"b{i}"), self.training)

    def forward(self, x):
        s = self.bn(F.conv2d(x, self.w0, stride=self.stride), 0) if self.project else x
        y = F.relu_(self.bn(F.conv2d(x, self.w1, stride=self.stride, padding=1), 1))
        y = self.bn(F.conv2d(y, self.w2, padding=1), 2)
        return F.relu_(y.add_(s))
