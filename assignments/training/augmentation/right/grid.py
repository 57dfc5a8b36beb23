import torch
from torch import nn
from torch.nn.functional import affine_grid, cross_entropy, grid_sample


def random_shift(images, most):
    n, _, h, w = images.shape
    theta = torch.zeros(n, 2, 3, dtype=torch.float64)
    theta[:, 0, 0] = theta[:, 1, 1] = 1
    theta[:, 0, 2] = torch.randint(-most, most + 1, (n,)) * 2 / w
    theta[:, 1, 2] = torch.randint(-most, most + 1, (n,)) * 2 / h
    grid = affine_grid(theta, images.shape, align_corners=False)
    return grid_sample(images.double(), grid, padding_mode="zeros", align_corners=False).to(images.dtype)


def random_flip(images, p):
    chosen = torch.bernoulli(torch.full((len(images),), float(p))).bool()
    out = images.clone()
    out[chosen] = out[chosen].flip(-1)
    return out


def random_brightness(images, most):
    factor = torch.empty(len(images)).uniform_(1 - most, 1 + most)
    return torch.einsum("nchw,n->nchw", images, factor.to(images.dtype)).clamp(max=1)


def augment(images, training):
    return random_shift(random_brightness(images, 0.2), 1) if training else images


def build_model():
    return nn.Sequential(
        nn.Conv2d(1, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(),
        nn.Conv2d(24, 48, 3, padding=1), nn.BatchNorm2d(48), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(48 * 16, 10),
    )


def train(model, images, labels, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 60)
    model.train()
    for _ in range(60):
        for batch in torch.randperm(len(images)).split(25):
            optimizer.zero_grad()
            cross_entropy(model(augment(images[batch], model.training)), labels[batch]).backward()
            optimizer.step()
        scheduler.step()
