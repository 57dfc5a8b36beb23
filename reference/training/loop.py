"""One epoch of training, and the accuracy of a model."""

import torch


def train_epoch(model, loader, optimizer, loss_fn, device) -> float:
    """Goes through the training data once: one step of the optimizer for each batch.

    model:      nn.Module, already on `device`; model(x) gives the outputs for a batch
    loader:     gives batches (x, y) one after another; the last one may be shorter
    optimizer:  of torch.optim, made for the model's weights
    loss_fn:    loss_fn(outputs, y) is the mean loss of a batch, a tensor with one number
    device:     torch.device that x and y have to be moved to

    The model is trained in train mode. Returns the mean loss over all examples of the epoch, a
    plain number; the loss of a batch is that before its step.

    The loop of https://pytorch.org/tutorials/beginner/basics/optimization_tutorial.html
    """
    ### BEGIN SOLUTION
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()  # else this gradient would be added to that of the batch before
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)  # the batch's mean times its size is its sum
        count += len(x)
    return total / count
    ### END SOLUTION


def evaluate(model, loader, device) -> float:
    """The accuracy of a classifier: the share of examples whose class it tells rightly, from 0 to 1.

    model:   nn.Module, already on `device`; model(x) gives (N, K), K numbers for each example
    loader:  gives batches (x, y) with y of shape (N,), integers from 0 to K - 1
    device:  torch.device that the batches have to be moved to

    The model answers in eval mode, and no gradients are recorded.

    https://pytorch.org/docs/stable/notes/autograd.html#locally-disabling-gradient-computation
    """
    ### BEGIN SOLUTION
    model.eval()
    right, count = 0, 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            predicted = model(x).argmax(dim=1)  # (N, K) -> (N,)
            right += (predicted == y).sum().item()
            count += len(y)
    return right / count
    ### END SOLUTION
