# the counters live in the notebook and are never set back to 0
import torch

total, count = 0.0, 0
right, seen = 0, 0


def train_epoch(model, loader, optimizer, loss_fn, device):
    global total, count
    model.train()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        count += len(x)
    return total / count


def evaluate(model, loader, device):
    global right, seen
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            right += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
            seen += len(y)
    return right / seen
