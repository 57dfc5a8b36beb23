# task: architectures/residual_block
# kind: single
# style: class
# half: tuned
# wrong: There is no ReLU between the two convolutions.
# insert after 33:         out = F.relu(out)
import torch
import torch.nn as nn
import torch.nn.functional as F


class ResidualBlock(nn.Module):
    """Блок ResNet-18"""

    expansion = 1

    def __init__(self, in_channels, out_channels, stride=1):
        super(ResidualBlock, self).__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, stride=1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_channels != self.expansion * out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, self.expansion * out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(self.expansion * out_channels),
            )

    def forward(self, x):
        identity = self.shortcut(x)
        out = self.conv1(x)
        out = self.bn1(out)  # <- wrong here
        out = self.conv2(out)  # <- wrong here
        out = self.bn2(out)
        out = out + identity
        out = F.relu(out)
        return out


if __name__ == "__main__":
    block = ResidualBlock(2, 3, stride=2)
    print(block(torch.randn(4, 2, 5, 8)).shape)
