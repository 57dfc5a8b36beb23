# task: training/loop
# kind: repeated
# style: torch
# half: tuned
# wrong: The labels are not moved to the device, in both functions.
# insert after 16:         y = y.to(device)
# insert after 33:             y = y.to(device)
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    total_loss = 0.0
    n_samples = 0
    for X, y in loader:
        X = X.to(device)  # <- wrong here
        optimizer.zero_grad()  # <- wrong here
        pred = model(X)
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
            X = X.to(device)  # <- wrong here
            pred = model(X)  # <- wrong here
            correct += (pred.argmax(dim=1) == y).sum().item()
            n_samples += y.size(0)
    return correct / n_samples
