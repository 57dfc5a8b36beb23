# task: architectures/lenet
# kind: two
# style: class
# half: held
# wrong: The network holds a layer that is never used, and the second pooling takes the maximum.
# right 22: ("s4", nn.AvgPool2d(kernel_size=2, stride=2)),
# right 27: (nothing)
from collections import OrderedDict

from torch import nn


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(OrderedDict([
            ("c1", nn.Conv2d(1, 6, kernel_size=5, padding=2)),
            ("t1", nn.Tanh()),
            ("s2", nn.AvgPool2d(kernel_size=2, stride=2)),
            ("c3", nn.Conv2d(6, 16, kernel_size=5)),
            ("t3", nn.Tanh()),
            ("s4", nn.MaxPool2d(kernel_size=2, stride=2)),  # <- wrong 1
        ]))
        hidden = [nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh()]
        self.hidden = nn.Sequential(*hidden)
        self.out = nn.Linear(84, num_classes)
        self.fc_extra = nn.Linear(84, 84)  # <- wrong 2

    def forward(self, img):
        maps = self.features(img)
        flat = maps.view(img.size(0), -1)
        h = flat
        for layer in self.hidden:
            h = layer(h)
        return self.out(h)
