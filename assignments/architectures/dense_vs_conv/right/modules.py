import torch
import torch.nn as nn
import torch.nn.functional as F


def parameter_count(model):
    total = 0
    for name, p in model.named_parameters():
        n = 1
        for side in p.shape:
            n *= side
        total += n
    return total


class DenseNet(nn.Module):
    def __init__(self, in_shape, num_classes, hidden):
        super().__init__()
        c, h, w = in_shape
        # created in another order than the data passes
        self.out = nn.Linear(hidden, num_classes)
        self.hidden = nn.Linear(c * h * w, hidden)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return self.out(F.relu(self.hidden(x)))


class ConvNet(nn.Module):
    def __init__(self, in_shape, num_classes, width):
        super().__init__()
        self.fc = nn.Linear(width, num_classes)
        self.conv2 = nn.Conv2d(width, width, 3, padding="same")
        self.conv1 = nn.Conv2d(in_shape[0], width, 3, padding="same")

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x), inplace=True)
        return self.fc(x.mean(dim=(2, 3)))


def dense_net(in_shape, num_classes, budget):
    hidden = 1
    while parameter_count(DenseNet(in_shape, num_classes, hidden + 1)) <= budget:
        hidden += 1
    return DenseNet(in_shape, num_classes, hidden)


def conv_net(in_shape, num_classes, budget):
    width = 1
    while parameter_count(ConvNet(in_shape, num_classes, width + 1)) <= budget:
        width += 1
    return ConvNet(in_shape, num_classes, width)
