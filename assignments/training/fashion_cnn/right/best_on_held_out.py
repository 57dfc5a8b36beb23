import copy

import torch
from torch import nn


def block(inp, out, size):
    convolution = nn.Conv2d(inp, out, size, bias=False)
    return [convolution, nn.BatchNorm2d(out), nn.MaxPool2d(2, ceil_mode=True), nn.LeakyReLU(0.1)]


def build_model():
    """Convolutions without padding: 28 -> 24 -> 12 -> 10 -> 5 -> 3 -> 2."""
    return nn.Sequential(*block(1, 16, 5), *block(16, 32, 3), *block(32, 56, 3), nn.Flatten(), nn.Linear(56 * 4, 10))


def train(model, images, labels, device):
    """Keeps the best weights by a twentieth of the pictures, and returns a copy of the network."""
    held = len(images) // 20
    x_val, y_val, x, y = images[:held], labels[:held], images[held:], labels[held:]
    x_val = torch.cat([x_val.roll((1, -1), (2, 3)), x_val.roll((-1, 1), (2, 3))])  # moved, as unseen pictures will be
    y_val = y_val.repeat(2)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, total_iters=3)
    best, state = -1.0, None
    for _ in range(4):
        model.train()
        order = torch.randperm(len(x))
        for at in range(0, len(x), 64):
            index = order[at : at + 64]
            moved = x[index].roll((int(torch.randint(-1, 2, ())), int(torch.randint(-1, 2, ()))), (-2, -1))
            loss = nn.functional.nll_loss(model(moved).log_softmax(1), y[index])
            model.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
        accuracy = (predict(model, x_val, device).argmax(1) == y_val).double().mean().item()
        if accuracy > best:
            best, state = accuracy, copy.deepcopy(model.state_dict())
    chosen = copy.deepcopy(model)
    chosen.load_state_dict(state)
    return chosen


def predict(model, images, device):
    model.eval()
    answers = []
    with torch.no_grad():
        for batch in torch.split(images, 500):
            answers += model(batch).tolist()
    return torch.tensor(answers)
