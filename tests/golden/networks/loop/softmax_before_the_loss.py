"""Probabilities are handed to a loss that wants logits."""

import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    total, seen = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        probabilities = F.softmax(outputs, dim=1)
        loss = loss_fn(probabilities, targets)
        loss.backward()
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
