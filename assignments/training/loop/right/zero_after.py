import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train(True)
    losses, sizes = [], []
    for batch in loader:
        x, y = [t.to(device) for t in batch]
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(len(x))
    losses, sizes = torch.tensor(losses, dtype=torch.float64), torch.tensor(sizes)
    return float((losses * sizes).sum() / sizes.sum())


def evaluate(model, loader, device):
    was_training = model.training
    model.eval()
    hits = []
    with torch.inference_mode():
        for batch in loader:
            x, y = batch
            _, predicted = torch.max(model(x.to(device)), 1)
            hits.append(predicted.cpu() == y)
    model.train(was_training)
    return torch.cat(hits).float().mean().item()
