# task: training/loop
# kind: hopeless
# style: torch
# half: tuned
# wrong: New optimizer each epoch, no zero_grad, the last loss, accuracy of the last batch, modes swapped.
import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model.eval()
    for x, y in loader:
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


def evaluate(model, loader, device):
    for x, y in loader:
        out = model(x)
        acc = (out.argmax(1) == y).sum() // len(y)
    return float(acc)
