# task: training/loop
# kind: single
# style: torch
# half: tuned
# wrong: zero_grad() is called once an epoch, before the loop.
# right 13: (nothing)
# insert after 18:         optimizer.zero_grad()
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    optimizer.zero_grad()  # <- wrong
    total_loss = 0.0
    n_samples = 0
    for X, y in loader:
        X = X.to(device)
        y = y.to(device)  # <- wrong here
        pred = model(X)  # <- wrong here
        loss = loss_fn(pred, y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * X.size(0)
        n_samples += X.size(0)
    return total_loss / n_samples


def evaluate(model, loader, device):
    model.eval()
    correct = 0
    n_samples = 0
    with torch.no_grad():
        for X, y in loader:
            X = X.to(device)
            y = y.to(device)
            pred = model(X)
            correct += (pred.argmax(dim=1) == y).sum().item()
            n_samples += y.size(0)
    return correct / n_samples
