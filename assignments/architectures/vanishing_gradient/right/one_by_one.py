import torch
import torch.nn as nn


def gradient_norms(model, x, y):
    for p in model.parameters():
        if p.grad is not None:
            p.grad = torch.zeros_like(p.grad)
    losses = nn.CrossEntropyLoss(reduction="none")(model(x), y)
    n = losses.shape[0]
    for i in range(n):
        (losses[i] / n).backward(retain_graph=True)
    norms = []
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() >= 2:
                norms.append(p.grad.norm(p=2) if p.grad is not None else 0)
    for p in model.parameters():
        if p.grad is not None:
            p.grad.zero_()
    return norms
