# task: architectures/residual_block
# kind: hopeless
# style: class
# half: tuned
# wrong: No ReLU after the addition, biases, the projection is 3x3 without a batch norm and batch norm comes after ReLU.
import torch
import torch.nn as nn
import torch.nn.functional as F


class ResidualBlock(nn.Module):
    """Блок ResNet-18"""

    expansion = 1

    def __init__(self, in_channels, out_channels, stride=1):
        super(ResidualBlock, self).__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, stride=1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_channels != self.expansion * out_channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, self.expansion * out_channels, kernel_size=3, stride=stride, padding=1),
            )

    def forward(self, x):
        identity = self.shortcut(x)
        out = self.conv1(x)
        out = self.bn1(F.relu(out))
        out = self.conv2(out)
        out = F.relu(self.bn2(out)) + identity
        return out


if __name__ == "__main__":
    block = ResidualBlock(2, 3, stride=2)
    print(block(torch.randn(4, 2, 5, 8)).shape)
