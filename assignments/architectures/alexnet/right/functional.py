"""Layers created from the last to the first; pooling before ReLU, which is the same function."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class AlexNet(nn.Module):
    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super(AlexNet, self).__init__()
        n = lambda k: int(k * width)
        self.p = dropout
        self.fc8 = nn.Linear(n(4096), num_classes)
        self.fc7 = nn.Linear(n(4096), n(4096))
        self.fc6 = nn.Linear(n(256) * 6 * 6, n(4096))
        self.conv5 = nn.Conv2d(n(256), n(256), (3, 3), padding="same")
        self.conv4 = nn.Conv2d(n(384), n(256), (3, 3), padding="same")
        self.conv3 = nn.Conv2d(n(192), n(384), (3, 3), padding="same")
        self.conv2 = nn.Conv2d(n(64), n(192), (5, 5), padding="same")
        self.conv1 = nn.Conv2d(3, n(64), (11, 11), stride=(4, 4), padding=(2, 2))

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 3, 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 3, 2))
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = F.relu(F.max_pool2d(self.conv5(x), 3, 2))
        x = F.adaptive_avg_pool2d(x, (6, 6)).reshape(x.shape[0], -1)
        x = F.dropout(x, self.p, training=self.training)
        x = torch.relu(self.fc6(x))
        x = F.dropout(x, self.p, training=self.training)
        x = torch.relu(self.fc7(x))
        return self.fc8(x)
