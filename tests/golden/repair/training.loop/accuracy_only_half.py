# task: training/loop
# kind: hopeless
# style: torch
# half: held
# wrong: evaluate is not finished, and the loop counts steps, steps before backward and averages per batch.
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    losses = []
    for i, (data, target) in enumerate(loader):
        if i == 0:
            optimizer.zero_grad()
        output = model(data)
        loss = loss_fn(output, target)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return sum(losses) / len(losses)


def evaluate(model, loader, device):
    # TODO
    pass
