# task: architectures/lenet
# kind: single
# style: class
# half: fresh
# wrong: The logarithm of the softmax comes out.
# right 35: return self.classifier(feats)
import torch
from torch import nn


class LeNet(nn.Module):
    """features + classifier, как в torchvision"""

    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, kernel_size=5, padding=2),
            nn.Tanh(),
            nn.AvgPool2d(kernel_size=2, stride=2),
            nn.Conv2d(6, 16, kernel_size=5),
            nn.Tanh(),
            nn.AvgPool2d(kernel_size=2, stride=2),
        )
        self.classifier = nn.Sequential(
            nn.Linear(16 * 5 * 5, 120),
            nn.Tanh(),
            nn.Linear(120, 84),
            nn.Tanh(),
            nn.Linear(84, num_classes),
        )

    def forward(self, img):
        feats = self.features(img)
        feats = feats.reshape(feats.shape[0], -1)
        return torch.log_softmax(self.classifier(feats), dim=1)  # <- wrong
