import torch.nn as nn


def conv(i, o, k, **kw):
    return [nn.Conv2d(i, o, k, **kw), nn.ReLU(inplace=True)]


def AlexNet(num_classes=1000, width=1.0, dropout=0.5):
    a, b, c, d, h = [round(n * width) for n in (64, 192, 384, 256, 4096)]
    pool = nn.MaxPool2d(3, 2)
    return nn.Sequential(
        *conv(3, a, 11, stride=4, padding=2), pool,
        *conv(a, b, 5, padding=2), pool,
        *conv(b, c, 3, padding=1), *conv(c, d, 3, padding=1), *conv(d, d, 3, padding=1), pool,
        nn.AdaptiveAvgPool2d(6), nn.Flatten(),
        nn.Dropout(dropout), nn.Linear(36 * d, h), nn.ReLU(inplace=True),
        nn.Dropout(dropout), nn.Linear(h, h), nn.ReLU(inplace=True),
        nn.Linear(h, num_classes),
    )
