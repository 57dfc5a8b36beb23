from typing import List, Union

import torch
import torch.nn as nn


def make_layers(cfg: List[Union[str, int]], batch_norm: bool) -> nn.Sequential:
    layers: List[nn.Module] = []
    in_channels = 3
    for v in cfg:
        if v == "M":
            layers += [nn.MaxPool2d(2, 2)]
        else:
            conv = nn.Conv2d(in_channels, v, kernel_size=3, padding=1)
            if batch_norm:
                layers += [conv, nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
            else:
                layers += [conv, nn.ReLU(inplace=True)]
            in_channels = v
    return nn.Sequential(*layers)


class VGG(nn.Module):
    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__()
        # the head first, the body later
        last = [c for c in configuration if c != "M"][-1]
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Linear(last * 7 * 7, hidden), nn.ReLU(True), nn.Dropout(dropout),
            nn.Linear(hidden, hidden), nn.ReLU(True), nn.Dropout(dropout),
            nn.Linear(hidden, num_classes),
        )
        self.body = make_layers(configuration, batch_norm)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
                nn.init.constant_(m.bias, 0)

    def forward(self, x):
        x = self.body(x)
        x = nn.functional.adaptive_avg_pool2d(x, (7, 7))
        return self.head(x)
