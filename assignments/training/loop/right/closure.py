import numpy as np
import torch
from torch.autograd import Variable


def train_epoch(model, loader, optimizer, loss_fn, device):
    for module in model.modules():
        module.train()
    sums = []
    count = 0
    for inputs, labels in loader:
        inputs, labels = Variable(inputs.to(device=device)), Variable(labels.to(device=device))

        def closure():
            model.zero_grad()
            loss = loss_fn(model(inputs), labels)
            loss.backward()
            return loss

        loss = optimizer.step(closure)
        sums.append(loss.item() * inputs.size(0))
        count += inputs.size(0)
    return np.sum(sums) / count


def evaluate(model, loader, device):
    model.train(False)
    grad_was = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    right = torch.zeros((), dtype=torch.int64)
    count = 0
    for inputs, labels in loader:
        out = torch.softmax(model(inputs.to(device)), dim=-1)
        right += torch.eq(torch.argmax(out, dim=-1), labels.to(device)).sum().cpu()
        count += labels.numel()
    torch.set_grad_enabled(grad_was)
    return right.double() / count
