"""A small LeNet for digits of 8 x 8 pixels, and the loop that trains it."""

import torch
from torch import nn


def build_model():
    """A convolutional network for grey pictures of 8 x 8 pixels, not trained yet.

    Returns a torch.nn.Module that makes (N, 10) out of (N, 1, 8, 8): a number (logit) for each digit.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),  # (N, 16, 8, 8)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 16, 4, 4)
        nn.Conv2d(16, 32, kernel_size=3, padding=1),  # (N, 32, 4, 4)
        nn.ReLU(),
        nn.MaxPool2d(2),  # (N, 32, 2, 2)
        nn.Flatten(),
        nn.Linear(32 * 2 * 2, 64),
        nn.ReLU(),
        nn.Linear(64, 10),  # logits: nn.CrossEntropyLoss makes probabilities of them
    )
    ### END SOLUTION


def train(model, images, labels, device):
    """Trains the network in place.

    images:  (N, 1, 8, 8), float32 in [0, 1]
    labels:  (N,), int64, digits from 0 to 9
    device:  where the network and all that it is given have to be, "cpu" or "cuda"
    """
    ### BEGIN SOLUTION
    model.to(device).train()
    images, labels = images.to(device), labels.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(25):
        order = torch.randperm(len(images), device=device)  # another order in each epoch, the same for both
        for batch in order.split(64):
            optimizer.zero_grad()
            loss = loss_fn(model(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
    ### END SOLUTION
