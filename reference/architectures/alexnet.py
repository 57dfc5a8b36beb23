"""AlexNet in one column, with the layers of torchvision.models.alexnet."""

from torch import nn


class AlexNet(nn.Module):
    """Five convolutions, the first ones wide, then three fully connected layers with dropout.

    num_classes:  how many numbers come out for a picture
    width:  all numbers of channels and neurons of the inner layers are multiplied by it; 1.0 is the
            network itself
    dropout:  with which probability a number is dropped in training

    x:  (N, 3, H, W), a batch of colour pictures, H and W at least 63; 224 in the paper
    Returns (N, num_classes), one number (logit) for each class.

    Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural
    networks", 2012; in one column: Krizhevsky, "One weird trick for parallelizing convolutional
    neural networks", arXiv:1404.5997.
    """

    def __init__(self, num_classes=1000, width=1.0, dropout=0.5):
        super().__init__()
        ### BEGIN SOLUTION
        c1, c2, c3, c4, c5, hidden = (int(number * width) for number in (64, 192, 384, 256, 256, 4096))
        self.features = nn.Sequential(  # the sizes on the right are those of a picture of 224 x 224
            nn.Conv2d(3, c1, kernel_size=11, stride=4, padding=2),  # (N, 64, 55, 55)
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),  # (N, 64, 27, 27): neighbouring windows overlap
            nn.Conv2d(c1, c2, kernel_size=5, padding=2),  # (N, 192, 27, 27)
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),  # (N, 192, 13, 13)
            nn.Conv2d(c2, c3, kernel_size=3, padding=1),  # (N, 384, 13, 13)
            nn.ReLU(),
            nn.Conv2d(c3, c4, kernel_size=3, padding=1),  # (N, 256, 13, 13)
            nn.ReLU(),
            nn.Conv2d(c4, c5, kernel_size=3, padding=1),  # (N, 256, 13, 13)
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2),  # (N, 256, 6, 6)
        )
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))  # pictures of another size end up with 6 x 6 as well
        self.classifier = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(c5 * 6 * 6, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, num_classes),  # neither ReLU nor dropout nor softmax behind it
        )
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = self.avgpool(self.features(x))  # (N, 256, 6, 6)
        return self.classifier(x.flatten(start_dim=1))  # (N, 9216) -> (N, num_classes)
        ### END SOLUTION
