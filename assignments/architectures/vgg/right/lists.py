"""All convolutions in one ModuleList, all batch norms in another; pooling before ReLU, which is the same."""
import torch
import torch.nn.functional as F
from torch import nn


class VGG(nn.Module):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__()
        self.cfg = list(configuration)
        self.p = dropout
        widths = [c for c in self.cfg if not isinstance(c, str)]
        self.bns = nn.ModuleList([nn.BatchNorm2d(c) if batch_norm else nn.Identity() for c in widths])
        self.convs = nn.ModuleList([nn.Conv2d(a, b, 3, 1, 1) for a, b in zip([3] + widths[:-1], widths)])
        self.out = nn.Linear(hidden, num_classes)
        self.fc2 = nn.Linear(hidden, hidden)
        self.fc1 = nn.Linear(widths[-1] * 49, hidden)

    def forward(self, x):
        i = 0
        for c in self.cfg:
            if c == "M":
                x = F.max_pool2d(x, 2)
            else:
                x = F.relu_(self.bns[i](self.convs[i](x)))
                i += 1
        x = F.adaptive_avg_pool2d(x, 7).view(x.size(0), -1)
        x = F.dropout(F.relu(self.fc1(x)), self.p, self.training)
        x = F.dropout(F.relu(self.fc2(x)), self.p, self.training)
        return self.out(x)
