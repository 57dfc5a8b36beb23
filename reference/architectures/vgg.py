"""VGG of any depth, built from a list of numbers, with the layers of torchvision.models.vgg."""

from torch import nn


class VGG(nn.Module):
    """Small convolutions, pooling between them, then three fully connected layers with dropout.

    configuration:  a list such as [64, "M", 128, "M"]: a number is a convolution with so many
                    output channels, "M" a max pooling
    num_classes:  how many numbers come out for a picture
    batch_norm:  whether batch normalisation follows each convolution
    hidden:  neurons of the two inner fully connected layers
    dropout:  with which probability a number is dropped in training

    x:  (N, 3, H, W), a batch of colour pictures
    Returns (N, num_classes), one number (logit) for each class.

    Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition",
    arXiv:1409.1556.
    """

    def __init__(self, configuration, num_classes=1000, batch_norm=False, hidden=4096, dropout=0.5):
        super().__init__()
        ### BEGIN SOLUTION
        layers, channels = [], 3
        for item in configuration:
            if item == "M":
                layers.append(nn.MaxPool2d(kernel_size=2, stride=2))  # halves the sides, rounded down
                continue
            layers.append(nn.Conv2d(channels, item, kernel_size=3, padding=1))  # keeps the sides
            if batch_norm:
                layers.append(nn.BatchNorm2d(item))
            layers.append(nn.ReLU())
            channels = item  # what the next convolution sees
        self.features = nn.Sequential(*layers)  # not a plain list: PyTorch must know the layers
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(channels * 7 * 7, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, num_classes),
        )
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = self.avgpool(self.features(x))  # (N, channels, 7, 7)
        return self.classifier(x.flatten(start_dim=1))  # (N, channels * 49) -> (N, num_classes)
        ### END SOLUTION
