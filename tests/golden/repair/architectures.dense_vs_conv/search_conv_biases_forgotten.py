# task: architectures/dense_vs_conv
# kind: repeated
# style: torch
# half: held
# wrong: The biases of the convolutions are not counted.
# right 45: first = 9 * c * w + w
# right 46: second = 9 * w * w + w
from torch import nn
from torch.nn import functional as F


def parameter_count(model):
    return sum(p.numel() for p in model.parameters())


class Dense(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.first = nn.Linear(n_in, n_hidden)
        self.second = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        x = x.flatten(1)
        x = F.relu(self.first(x))
        return self.second(x)


def small_cnn(c, w, k):
    return nn.Sequential(
        nn.Conv2d(c, w, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(w, w, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(w, k),
    )


def dense_size(n_in, n_hidden, n_out):
    return n_in * n_hidden + n_hidden + n_hidden * n_out + n_out


def conv_size(c, w, k):
    first = 9 * c * w  # <- wrong
    second = 9 * w * w  # <- wrong
    return first + second + w * k + k


def dense_net(in_shape, num_classes, budget):
    n = in_shape[0] * in_shape[1] * in_shape[2]
    width = 1
    while dense_size(n, width + 1, num_classes) <= budget:
        width += 1
    return Dense(n, width, num_classes)


def conv_net(in_shape, num_classes, budget):
    # подбираем ширину перебором
    width = 1
    while conv_size(in_shape[0], width + 1, num_classes) <= budget:
        width += 1
    return small_cnn(in_shape[0], width, num_classes)
