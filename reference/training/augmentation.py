"""Random changes of training pictures, and a small network that is trained on a few digits with them."""

import torch
import torch.nn.functional as F
from torch import nn


def random_shift(images, most):
    """Moves each picture by its own random number of whole pixels, at most `most` up, down, left and right.

    images:  (N, C, H, W), float32; not changed
    most:    a whole number from 0

    Every move from -most to most comes up, along both axes independently. Pixels that come in are 0.
    Returns a new (N, C, H, W) in the order of `images`.
    """
    ### BEGIN SOLUTION
    height, width = images.shape[2:]
    padded = F.pad(images, (most, most, most, most))  # (N, C, H + 2 most, W + 2 most)
    starts = torch.randint(0, 2 * most + 1, (len(images), 2)).tolist()  # the last number is left out by randint
    moved = [one[:, i : i + height, j : j + width] for one, (i, j) in zip(padded, starts, strict=True)]
    return torch.stack(moved)
    ### END SOLUTION


def random_flip(images, p):
    """Mirrors each picture left to right with probability p, each for itself.

    images:  (N, C, H, W), float32; not changed
    p:       from 0 (never) to 1 (always)

    Returns a new (N, C, H, W) in the order of `images`.
    """
    ### BEGIN SOLUTION
    mirrored = torch.rand(len(images), 1, 1, 1, device=images.device) < p  # (N, 1, 1, 1)
    return torch.where(mirrored, images.flip(3), images)
    ### END SOLUTION


def random_brightness(images, most):
    """Multiplies each picture by its own random factor between 1 - most and 1 + most.

    images:  (N, C, H, W), float32, numbers from 0 to 1; not changed
    most:    from 0 to 1

    What would be above 1 becomes 1. Returns a new (N, C, H, W).
    """
    ### BEGIN SOLUTION
    random = torch.rand(len(images), 1, 1, 1, dtype=images.dtype, device=images.device)  # one for each picture
    return (images * (1 + most * (2 * random - 1))).clamp(0, 1)
    ### END SOLUTION


def augment(images, training):
    """What is done to a batch of digits before the network sees it.

    images:    (N, 1, H, W), float32, numbers from 0 to 1; not changed
    training:  True: moved by at most 1 pixel, brightness changed by at most 0.2, no mirroring;
               False: nothing at all

    Returns (N, 1, H, W).
    """
    ### BEGIN SOLUTION
    if not training:
        return images
    return random_brightness(random_shift(images, 1), 0.2)
    ### END SOLUTION


def build_model():
    """A convolutional network for grey pictures of 8 x 8 pixels, not trained yet.

    Returns a torch.nn.Module that makes (N, 10) out of (N, 1, 8, 8): a number (logit) for each digit.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),  # (N, 16, 8, 8)
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 16, 4, 4)
        nn.Conv2d(16, 32, kernel_size=3, padding=1),  # (N, 32, 4, 4)
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 32, 2, 2)
        nn.Flatten(),
        nn.Linear(32 * 2 * 2, 10),
    )
    ### END SOLUTION


def train(model, images, labels, device):
    """Trains the network in place; each batch is augmented anew.

    images:  (N, 1, 8, 8), float32 in [0, 1]
    labels:  (N,), int64, digits from 0 to 9
    device:  where the network and all that it is given have to be, "cpu" or "cuda"
    """
    ### BEGIN SOLUTION
    model.to(device).train()
    images, labels = images.to(device), labels.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 50)  # small steps at the end
    for _ in range(50):
        for batch in torch.randperm(len(images), device=device).split(32):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(augment(images[batch], training=True)), labels[batch])
            loss.backward()
            optimizer.step()
        scheduler.step()
    ### END SOLUTION
