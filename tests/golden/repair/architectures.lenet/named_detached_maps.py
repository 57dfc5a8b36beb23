# task: architectures/lenet
# kind: single
# style: class
# half: held
# wrong: .data cuts the gradient to the convolutions.
# right 29: flat = maps.view(img.size(0), -1)
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
            ("s4", nn.AvgPool2d(kernel_size=2, stride=2)),
        ]))
        hidden = [nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh()]
        self.hidden = nn.Sequential(*hidden)
        self.out = nn.Linear(84, num_classes)

    def forward(self, img):
        maps = self.features(img)
        flat = maps.data.view(img.size(0), -1)  # <- wrong
        h = flat
        for layer in self.hidden:
            h = layer(h)
        return self.out(h)
