"""LeNet-5 for digits of 28 x 28 pixels, in the form in which it is written today."""

import torch
from torch import nn


class LeNet(nn.Module):
    """Two convolutions find the strokes of a digit, three fully connected layers say which it is.

    x:  (N, 1, 28, 28), a batch of grey pictures
    Returns (N, num_classes), one number (logit) for each class; the loss function makes
    probabilities of them.

    LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.
    There the picture came with its border of zeros (32 x 32), each average had a weight of its own,
    and the answers were distances.
    """

    def __init__(self, num_classes=10):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2)  # the border that the pictures of 1998 brought along
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.pool = nn.AvgPool2d(2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)  # 5 x 5 is what two poolings and the second convolution leave of 28 x 28
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = self.pool(torch.tanh(self.conv1(x)))  # (N, 6, 14, 14)
        x = self.pool(torch.tanh(self.conv2(x)))  # (N, 16, 5, 5)
        x = x.flatten(start_dim=1)  # (N, 400): the batch stays
        x = torch.tanh(self.fc1(x))  # (N, 120)
        x = torch.tanh(self.fc2(x))  # (N, 84)
        return self.fc3(x)  # (N, num_classes), without tanh: a logit may be any number
        ### END SOLUTION
