# the names of the script that this was written in; they only exist where it is run as a script
import torch
from torch import nn
from torch.utils.data import TensorDataset


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    return total / len(train_dataset)


def evaluate(model, loader, device):
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in loader:
            right += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
    return right / len(test_dataset)


if __name__ == "__main__":
    criterion = nn.CrossEntropyLoss()
    train_dataset = TensorDataset(torch.randn(100, 3), torch.randint(0, 3, (100,)))
    test_dataset = TensorDataset(torch.randn(20, 3), torch.randint(0, 3, (20,)))
