"""Transfer learning: a network that knows some classes is taught others, by a new last layer only."""

import torch
import torch.nn.functional as F
from torch import nn


class Network(nn.Module):
    """A backbone and a head: what all the functions below are handed. This class is given; leave it as it is."""

    def __init__(self, features, head, mean, std):
        super().__init__()
        self.features = features  # the backbone: (N, C, H, W) -> (N, F); has convolutions and batch norms
        self.head = head  # nn.Linear: (N, F) -> (N, K)
        self.register_buffer("mean", mean)  # (C,), of the pictures that the backbone was trained on, in [0, 1]
        self.register_buffer("std", std)  # (C,)

    def forward(self, x):
        return self.head(self.features(x))


def preprocess(images, mean, std):
    """Prepares pictures as those were that the backbone was trained on.

    images:  (N, C, H, W), uint8 from 0 to 255
    mean:    (C,), mean of each channel after the numbers were brought to [0, 1]
    std:     (C,), standard deviation of each channel, likewise

    Returns (N, C, H, W), of the type of `mean` (float32).
    """
    ### BEGIN SOLUTION
    x = images.to(mean.dtype) / 255
    return (x - mean[:, None, None]) / std[:, None, None]  # (C, 1, 1): along the channels, not the columns
    ### END SOLUTION


def freeze(model):
    """No weight of the backbone, model.features, asks for a gradient any more; no weight changes.

    What it does with model.head does not matter, that one is replaced. What it returns does not matter either.
    """
    ### BEGIN SOLUTION
    for weight in model.parameters():
        weight.requires_grad = False
    ### END SOLUTION


def replace_head(model, classes):
    """Puts a new nn.Linear for so many classes in the place of model.head. It learns, whatever the old one did.

    All else stays as it was. What it returns does not matter.
    """
    ### BEGIN SOLUTION
    old = model.head
    model.head = nn.Linear(old.in_features, classes).to(old.weight)  # on the same device, of the same type
    ### END SOLUTION


def make_optimizer(model, lr):
    """torch.optim.SGD with momentum 0.9 for exactly those weights of the model that ask for a gradient."""
    ### BEGIN SOLUTION
    learning = [weight for weight in model.parameters() if weight.requires_grad]
    return torch.optim.SGD(learning, lr=lr, momentum=0.9)
    ### END SOLUTION


def fine_tune(model, x, labels, optimizer, batch_size, epochs):
    """Trains what learns; the backbone, which is frozen, stays in eval mode for every batch.

    model:      backbone frozen, head new
    x:          (N, C, H, W), prepared
    labels:     (N,), int64, from 0 to K - 1
    optimizer:  made for the weights that learn

    Batches in the order of x, not shuffled, each of `batch_size`, the last one may be shorter. A step for each, of the
    mean cross-entropy. What it returns does not matter.
    """
    ### BEGIN SOLUTION
    model.train()
    model.features.eval()  # else batch norm would go on collecting statistics, of other pictures
    for _ in range(epochs):
        for some, of in zip(x.split(batch_size), labels.split(batch_size), strict=True):
            optimizer.zero_grad()
            F.cross_entropy(model(some), of).backward()
            optimizer.step()
    ### END SOLUTION


def transfer(model, classes, images, labels, lr, batch_size, epochs):
    """All of it, in the right order: teaches the model, in place, to tell so many new classes.

    images:  (N, C, H, W), uint8 from 0 to 255; mean and std are those of the model
    labels:  (N,), int64, from 0 to classes - 1

    What it returns does not matter.
    """
    ### BEGIN SOLUTION
    freeze(model)
    replace_head(model, classes)  # after freezing, so that it learns
    optimizer = make_optimizer(model, lr)  # after both, so that it holds the new head and nothing frozen
    fine_tune(model, preprocess(images, model.mean, model.std), labels, optimizer, batch_size, epochs)
    ### END SOLUTION
