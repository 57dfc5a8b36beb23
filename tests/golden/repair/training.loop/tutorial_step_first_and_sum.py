# task: training/loop
# kind: two
# style: torch
# half: tuned
# wrong: step() comes before backward(), and the sum of the losses is returned.
# right 22: (nothing)
# insert after 23:         optimizer.step()
# right 26: return total_loss / n_samples
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    total_loss = 0.0
    n_samples = 0
    for X, y in loader:
        X = X.to(device)
        y = y.to(device)
        optimizer.zero_grad()
        pred = model(X)
        loss = loss_fn(pred, y)
        optimizer.step()  # <- wrong 1
        loss.backward()  # <- wrong here 1
        total_loss += loss.item() * X.size(0)  # <- wrong here 1
        n_samples += X.size(0)
    return total_loss  # <- wrong 2


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
