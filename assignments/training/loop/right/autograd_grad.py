import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    loader = list(loader)
    examples = sum(len(y) for _, y in loader)
    epoch_loss = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = loss_fn(model(x), y)
        params = [p for p in model.parameters() if p.requires_grad]
        for p, g in zip(params, torch.autograd.grad(loss, params)):
            p.grad = g
        optimizer.step()
        epoch_loss += loss.item() * (x.shape[0] / examples)
    optimizer.zero_grad()
    return epoch_loss


def evaluate(model, loader, device):
    model.eval()
    predictions, answers = [], []
    for x, y in loader:
        with torch.no_grad():
            predictions += model(x.to(device)).argmax(1).tolist()
        answers += y.tolist()
    return sum(p == a for p, a in zip(predictions, answers)) / len(answers)
