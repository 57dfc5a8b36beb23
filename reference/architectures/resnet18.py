"""ResNet-18, with the meaning of torchvision.models.resnet18."""

import torch
from torch import nn


class ResidualBlock(nn.Module):
    """Two convolutions 3x3 beside a shortcut. Finished: leave it, or put your own here."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()
        self.downsample = nn.Sequential()  # empty: hands on what it is given
        if stride != 1 or in_channels != out_channels:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + self.downsample(x))


class ResNet18(nn.Module):
    """Four stages of two blocks; all but the first halve the picture and double the channels.

    num_classes:  how many scores come out
    width:        channels of the stem and of the first stage

    Stem:    convolution 7x7 (stride 2, padding 3, no bias) from 3 to `width` channels, batch norm,
             ReLU, max pooling 3x3 (stride 2, padding 1)
    Stages:  two blocks each, of width, 2 * width, 4 * width and 8 * width channels; the first block
             of the second, third and fourth stage has stride 2, all other blocks have stride 1
    Head:    the average of each channel over the whole picture, then a fully connected layer; no
             softmax

    He et al. 2015, Deep Residual Learning for Image Recognition, table 1,
    https://arxiv.org/abs/1512.03385
    """

    def __init__(self, num_classes=1000, width=64):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)

        self.layer1 = self.stage(width, width, stride=1)  # the stem has already made the picture small
        self.layer2 = self.stage(width, 2 * width, stride=2)
        self.layer3 = self.stage(2 * width, 4 * width, stride=2)
        self.layer4 = self.stage(4 * width, 8 * width, stride=2)

        self.avgpool = nn.AdaptiveAvgPool2d(1)  # one number a channel, whatever the size of the picture
        self.fc = nn.Linear(8 * width, num_classes)
        ### END SOLUTION

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) -> (N, num_classes), scores before softmax."""
        ### BEGIN SOLUTION
        x = self.relu(self.bn1(self.conv1(x)))  # (N, width, H / 2, W / 2), as all halves here rounded up
        x = self.maxpool(x)  # (N, width, H / 4, W / 4)

        x = self.layer1(x)
        x = self.layer2(x)  # (N, 2 * width, H / 8, W / 8)
        x = self.layer3(x)  # (N, 4 * width, H / 16, W / 16)
        x = self.layer4(x)  # (N, 8 * width, H / 32, W / 32)

        x = self.avgpool(x).flatten(1)  # (N, 8 * width)
        return self.fc(x)
        ### END SOLUTION

    ### BEGIN SOLUTION
    def stage(self, in_channels, out_channels, stride):
        """Two blocks; only the first one changes the shape."""
        return nn.Sequential(
            ResidualBlock(in_channels, out_channels, stride), ResidualBlock(out_channels, out_channels)
        )

    ### END SOLUTION
