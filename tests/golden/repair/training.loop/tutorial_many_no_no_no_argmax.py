# task: training/loop
# kind: hopeless
# style: torch
# half: tuned
# wrong: zero_grad() is missing; model.train() is missing; model.eval() is missing; The largest number is looked for along the batch.
# places: 10 11 15 16 25 26 33
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    total_loss = 0.0
    n_samples = 0
    for X, y in loader:
        X = X.to(device)
        y = y.to(device)
        pred = model(X)
        loss = loss_fn(pred, y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * X.size(0)
        n_samples += X.size(0)
    return total_loss / n_samples


def evaluate(model, loader, device):
    correct = 0
    n_samples = 0
    with torch.no_grad():
        for X, y in loader:
            X = X.to(device)
            y = y.to(device)
            pred = model(X)
            correct += (pred.argmax(dim=0) == y).sum().item()
            n_samples += y.size(0)
    return correct / n_samples
