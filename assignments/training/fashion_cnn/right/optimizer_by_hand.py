import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inner = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.inner(x))


class Clothes(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, padding=2)
        self.norm1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 36, 3, padding=1)
        self.norm2 = nn.BatchNorm2d(36)
        self.body = Residual(36)
        self.head = nn.Linear(36 * 9, 10)

    def forward(self, x):
        x = x * 4 - 1  # the network itself prepares its pictures
        x = self.norm1(nn.functional.max_pool2d(self.conv1(x), 2)).relu()
        x = self.norm2(nn.functional.max_pool2d(self.conv2(x), 2)).relu()
        return self.head(nn.functional.avg_pool2d(self.body(x), 3, 2).flatten(1))


def build_model():
    return Clothes()


def moved(x):
    """A batch, moved by up to a pixel."""
    down, right = torch.randint(-1, 2, (2,)).tolist()
    return torch.roll(x, (down, right), (2, 3))


def train(model, images, labels, device):
    """Adam, written out: step of the mean gradient over the root of the mean square."""
    model.train()
    weights = list(model.parameters())
    first = [torch.zeros_like(weight) for weight in weights]
    second = [torch.zeros_like(weight) for weight in weights]
    epochs, size = 3, 64
    steps, step = epochs * (len(images) // size), 0
    for _ in range(epochs):
        order = torch.randperm(len(images))
        for at in range(0, len(images) - size + 1, size):
            batch = order[at : at + size]
            loss = nn.functional.cross_entropy(model(moved(images[batch])), labels[batch])
            gradients = torch.autograd.grad(loss, weights)
            rate = 5e-3 * min(1 - step / steps, (step + 1) / 100)
            step += 1
            with torch.no_grad():
                for weight, mean, square, gradient in zip(weights, first, second, gradients, strict=True):
                    mean.lerp_(gradient, 0.1)
                    square.lerp_(gradient**2, 0.01)
                    even = (square / (1 - 0.99**step)).sqrt() + 1e-8
                    weight -= rate * (mean / (1 - 0.9**step) / even + 0.01 * weight)


def predict(model, images, device):
    """Logarithms of probabilities, in float64; the network is left in the mode that it was in."""
    was = model.training
    model.train(False)
    with torch.no_grad():
        parts = [model(x).double().log_softmax(1) for x in images.split(300)]
    model.train(was)
    return torch.cat(parts)
