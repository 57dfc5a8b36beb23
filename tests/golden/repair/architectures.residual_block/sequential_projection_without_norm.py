# task: architectures/residual_block
# kind: single
# style: class
# half: held
# wrong: There is no batch norm on the shortcut.
# right 28: self.skip = nn.Sequential(conv, nn.BatchNorm2d(out_channels))
from torch import nn


def conv3x3(c_in, c_out, step):
    return nn.Conv2d(c_in, c_out, kernel_size=3, stride=step, padding=1, bias=False)


class ResidualBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.body = nn.Sequential(
            conv3x3(in_channels, out_channels, stride),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            conv3x3(out_channels, out_channels, 1),
            nn.BatchNorm2d(out_channels),
        )
        self.skip = None
        if stride > 1 or in_channels != out_channels:
            # проекция 1x1
            conv = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.skip = nn.Sequential(conv)  # <- wrong
        self.act = nn.ReLU()

    def forward(self, x):
        y = self.body(x)
        s = x if self.skip is None else self.skip(x)
        return self.act(y + s)
