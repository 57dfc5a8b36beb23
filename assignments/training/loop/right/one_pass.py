# один проход и для обучения, и для проверки
import torch
import torch.nn.functional as F


def run(model, loader, device, each):
    total, count = 0, 0
    for x, y in iter(loader):
        x, y = x.to(next(model.parameters()).device), y.to(device)
        total = total + each(model(x), y)
        count += y.size(0)
    return total / count


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.to(device)
    model.train()

    def step(outputs, y):
        loss = loss_fn(outputs, y)
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        for p in model.parameters():
            p.grad = None
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1e9)
        optimizer.step()
        return float(loss.detach()) * y.size(0)

    return run(model, loader, device, step)


def evaluate(model, loader, device):
    model.to(device).eval()
    with torch.no_grad():
        return run(model, loader, device, lambda outputs, y: (F.log_softmax(outputs, 1).topk(1).indices[:, 0] == y).sum().item())
