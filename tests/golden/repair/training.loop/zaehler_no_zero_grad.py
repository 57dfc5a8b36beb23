# task: training/loop
# kind: single
# style: class
# half: fresh
# wrong: The gradients are never emptied.
# insert after 32:         optimizer.zero_grad()
import torch


class Accumulator:
    """For accumulating sums over n variables (d2l)."""

    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def __getitem__(self, idx):
        return self.data[idx]


def accuracy(y_hat, y):
    cmp = y_hat.argmax(dim=1) == y
    return float(cmp.sum())


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    metric = Accumulator(2)
    for X, y in loader:
        X, y = X.to(device), y.to(device)  # <- wrong here
        l = loss_fn(model(X), y)  # <- wrong here
        l.backward()
        optimizer.step()
        metric.add(l.item() * X.shape[0], X.shape[0])
    return metric[0] / metric[1]


def evaluate(model, loader, device):
    model.eval()
    metric = Accumulator(2)
    with torch.no_grad():
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            metric.add(accuracy(model(X), y), y.numel())
    return metric[0] / metric[1]
