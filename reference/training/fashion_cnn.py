"""A small convolutional network for pictures of clothes, its training, and its evaluation."""

import torch
from torch import nn


def build_model():
    """A convolutional network for grey pictures of 28 x 28 pixels, not trained yet; at most 25,450 parameters.

    Returns a torch.nn.Module that makes (N, 10) out of (N, 1, 28, 28): a number (logit) for each kind of clothes.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=5, padding=2),  # (N, 16, 28, 28)
        nn.MaxPool2d(2),  # (N, 16, 14, 14): pooling first leaves a quarter of the work to what follows
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, kernel_size=3, padding=1),  # (N, 32, 14, 14)
        nn.MaxPool2d(2),  # (N, 32, 7, 7)
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Conv2d(32, 48, kernel_size=3, padding=1),  # (N, 48, 7, 7)
        nn.MaxPool2d(2),  # (N, 48, 3, 3)
        nn.BatchNorm2d(48),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(48 * 3 * 3, 10),  # logits: nn.CrossEntropyLoss makes probabilities of them
    )
    ### END SOLUTION


def train(model, images, labels, device):
    """Trains the network in place.

    images:  (N, 1, 28, 28), float32 in [0, 1]
    labels:  (N,), int64, kinds from 0 to 9
    device:  where the network and all that it is given have to be, "cpu" or "cuda"
    """
    ### BEGIN SOLUTION
    epochs, size, rate = 5, 128, 6e-3
    model.to(device).train()
    images, labels = images.to(device), labels.to(device)
    around = nn.functional.pad(images, (1, 1, 1, 1), mode="replicate")  # (N, 1, 30, 30)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    steps = epochs * -(-len(images) // size)
    # the rate rises for a third of the steps and then falls to nothing: few epochs are enough
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(epochs):
        order = torch.randperm(len(images), device=device)  # another order in each epoch, the same for both
        for batch in order.split(size):
            optimizer.zero_grad()
            top, left = torch.randint(0, 3, (2,)).tolist()
            moved = around[batch, :, top : top + 28, left : left + 28]  # by up to a pixel, as unseen pictures are
            loss = loss_fn(model(moved), labels[batch])
            loss.backward()
            optimizer.step()
            scheduler.step()
    ### END SOLUTION


def predict(model, images, device):
    """The trained network's answers for pictures that it has not seen, (N, 10) logits.

    images:  (N, 1, 28, 28), float32 in [0, 1], as many as there are
    device:  "cpu" or "cuda"
    """
    ### BEGIN SOLUTION
    model.to(device).eval()  # batch normalisation uses its running statistics
    with torch.no_grad():  # no gradients: no graph is kept
        parts = [model(batch.to(device)) for batch in images.split(256)]
    return torch.cat(parts)
    ### END SOLUTION
