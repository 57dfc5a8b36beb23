# task: training/loop
# kind: repeated
# style: class
# half: held
# wrong: The means of the batches are averaged, in both functions.
# right 42: meter.update(loss.item(), len(labels))
# right 55: meter.update(hits, len(labels))
import torch


class Meter:
    """Среднее с весами"""

    def __init__(self):
        self.total = 0.0
        self.n = 0

    def update(self, value, k):
        self.total += value * k
        self.n += k

    @property
    def avg(self):
        return self.total / self.n


def to_device(batch, device):
    inputs, labels = batch
    return inputs.to(device), labels.to(device)


def train_epoch(model, loader, optimizer, loss_fn, device):
    meter = Meter()
    model.train()
    for batch in loader:
        inputs, labels = to_device(batch, device)
        outputs = model(inputs)
        loss = loss_fn(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        meter.update(loss.item(), 1)  # <- wrong
    return meter.avg


@torch.no_grad()
def evaluate(model, loader, device):
    meter = Meter()
    model.eval()
    for batch in loader:
        inputs, labels = to_device(batch, device)
        outputs = model(inputs)
        _, predicted = torch.max(outputs, 1)
        hits = (predicted == labels).float().mean().item()
        meter.update(hits, 1)  # <- wrong
    return meter.avg
