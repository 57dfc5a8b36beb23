"""The lesson's network for handwritten digits: convolution, pooling, batch normalisation; and its training."""

import torch
from torch import nn


def build_model():
    """A convolutional network for grey pictures of 28 x 28 pixels, not trained yet.

    Returns a torch.nn.Module that makes (N, 10) out of (N, 1, 28, 28): a number (logit) for each digit.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, padding=1),  # (N, 16, 28, 28)
        nn.MaxPool2d(2),  # (N, 16, 14, 14)
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),  # (N, 32, 14, 14)
        nn.MaxPool2d(2),  # (N, 32, 7, 7)
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(32 * 7 * 7, 10),  # logits: nn.CrossEntropyLoss makes probabilities of them
    )
    ### END SOLUTION


def train(model, images, labels, device):
    """Trains the network in place.

    images:  (N, 1, 28, 28), float32 in [0, 1]
    labels:  (N,), int64, digits from 0 to 9
    device:  where the network and all that it is given have to be, "cpu" or "cuda"
    """
    ### BEGIN SOLUTION
    epochs = 6
    model.to(device).train()
    images, labels = images.to(device), labels.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(epochs):
        order = torch.randperm(len(images), device=device)  # another order in each epoch, the same for both
        for batch in order.split(64):
            optimizer.zero_grad()
            loss = loss_fn(model(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
        scheduler.step()
    ### END SOLUTION
