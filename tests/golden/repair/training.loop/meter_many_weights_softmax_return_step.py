# task: training/loop
# kind: hopeless
# style: class
# half: held
# wrong: The value is not weighted by the size of the batch: the mean is divided by all examples; Softmax is applied before the loss function; The return stands inside the loop: only the first batch is counted; There is one step an epoch, after the loop.
# places: 18 37 39 40 41 55
import torch


class Meter:
    """Среднее с весами"""

    def __init__(self):
        self.total = 0.0
        self.n = 0

    def update(self, value, k):
        self.total += value
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
        loss = loss_fn(torch.softmax(outputs, dim=1), labels)
        optimizer.zero_grad()
        loss.backward()
        meter.update(loss.item(), len(labels))
    optimizer.step()
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
        meter.update(hits, len(labels))
        return meter.avg
