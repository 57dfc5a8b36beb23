"""A convolutional network for small colour photographs, and its training."""

import torch
from torch import nn


def build_model():
    """A convolutional network for colour pictures of 32 x 32 pixels, not trained yet.

    Returns a torch.nn.Module that makes (N, 10) out of (N, 3, 32, 32): a number (logit) for each class.
    """
    ### BEGIN SOLUTION

    def block(inp, out):  # half the height and the width
        convolution = nn.Conv2d(inp, out, kernel_size=3, padding=1)
        return [convolution, nn.MaxPool2d(2), nn.BatchNorm2d(out), nn.ReLU()]

    return nn.Sequential(
        *block(3, 24),  # (N, 24, 16, 16)
        *block(24, 48),  # (N, 48, 8, 8)
        *block(48, 64),  # (N, 64, 4, 4)
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Linear(64 * 4 * 4, 10),  # logits: nn.CrossEntropyLoss makes probabilities of them
    )
    ### END SOLUTION


def train(model, images, labels, device):
    """Trains the network in place.

    images:  (N, 3, 32, 32), float32 in [0, 1]
    labels:  (N,), int64, classes from 0 to 9
    device:  where the network and all that it is given have to be, "cpu" or "cuda"
    """
    ### BEGIN SOLUTION
    epochs, size, rate = 4, 64, 4e-3
    model.to(device).train()
    images, labels = images.to(device), labels.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    steps = epochs * -(-len(images) // size)
    # the rate rises for a third of the steps and then falls to nothing: few epochs are enough
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(epochs):
        order = torch.randperm(len(images), device=device)  # another order in each epoch, the same for both
        for batch in order.split(size):
            x = images[batch]
            if torch.rand(()) < 0.5:
                x = x.flip(-1)  # as in a mirror: augmentation
            optimizer.zero_grad()
            loss = loss_fn(model(x), labels[batch])
            loss.backward()
            optimizer.step()
            scheduler.step()
    ### END SOLUTION
