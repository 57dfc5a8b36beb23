# task: training/loop
# kind: two
# style: class
# half: held
# wrong: In evaluate the meter is made anew for each batch, and no train mode is set.
# insert after 34:     model.train()
# insert after 47:     meter = Meter()
# right 50: (nothing)
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
    meter = Meter()  # <- wrong here 1
    for batch in loader:  # <- wrong here 1
        inputs, labels = to_device(batch, device)
        outputs = model(inputs)
        loss = loss_fn(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        meter.update(loss.item(), len(labels))
    return meter.avg


@torch.no_grad()
def evaluate(model, loader, device):  # <- wrong here 2
    model.eval()  # <- wrong here 2
    for batch in loader:
        meter = Meter()  # <- wrong 2
        inputs, labels = to_device(batch, device)
        outputs = model(inputs)
        _, predicted = torch.max(outputs, 1)
        hits = (predicted == labels).float().mean().item()
        meter.update(hits, len(labels))
    return meter.avg
