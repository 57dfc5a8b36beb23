import torch


def train_epoch(model, loader, optimizer, loss_fn, device):
    model.train()
    running_loss = 0.0
    n = 0
    for batch_idx, (data, target) in enumerate(loader):
        data = data.to(device, non_blocking=True)
        target = target.to(device, non_blocking=True)

        output = model(data)
        loss = loss_fn(output, target)

        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()

        running_loss += loss.detach() * target.size(0)
        n += target.size(0)
        if batch_idx % 100 == 0:
            print(f"batch {batch_idx}: loss {loss.item():.4f}")
    return running_loss / n


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    correct, total = 0, 0
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        pred = model(data).argmax(dim=1, keepdim=True)
        correct += pred.eq(target.view_as(pred)).sum().item()
        total += target.shape[0]
    return correct / total
