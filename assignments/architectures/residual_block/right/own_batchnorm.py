import torch
from torch import nn

class MyBN(nn.Module):
    def __init__(self, c, eps=1e-5, momentum=0.1):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(c)); self.beta = nn.Parameter(torch.zeros(c))
        self.register_buffer('running_mean', torch.zeros(c)); self.register_buffer('running_var', torch.ones(c))
        self.eps, self.m = eps, momentum
    def forward(self, x):
        if self.training:
            mean = x.mean((0, 2, 3)); var = x.var((0, 2, 3), unbiased=False)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean.mul_(1 - self.m).add_(self.m * mean)
                self.running_var.mul_(1 - self.m).add_(self.m * var * n / (n - 1))
        else:
            mean, var = self.running_mean, self.running_var
        c = lambda t: t.view(1, -1, 1, 1)
        return (x - c(mean)) / torch.sqrt(c(var) + self.eps) * c(self.gamma) + c(self.beta)

class ResidualBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.layers = nn.ModuleList()
        if stride != 1 or in_channels != out_channels:
            self.layers += [nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), MyBN(out_channels)]
        self.layers += [nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False), MyBN(out_channels),
                        nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False), MyBN(out_channels)]
    def forward(self, x):
        *sc, c1, b1, c2, b2 = self.layers
        s = x
        for l in sc: s = l(s)
        return (b2(c2(b1(c1(x)).clamp(min=0))) + s).clamp(min=0)
