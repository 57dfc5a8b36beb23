"""The gradients are thrown away before the step is made."""

import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    total, seen = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        seen += inputs.size(0)
    return total / seen


def evaluate(model, loader, device):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            _, predicted = torch.max(model(inputs), 1)
            correct += (predicted == targets).sum().item()
            total += targets.size(0)
    return correct / total
