# task: architectures/vanishing_gradient
# kind: single
# style: torch
# half: tuned
# wrong: The norms of the weights are returned.
# right 25: norms.append(param.grad.norm().item())
import torch
import torch.nn as nn


def gradient_norms(model, x, y):
    criterion = nn.CrossEntropyLoss()
    model.zero_grad()
    output = model(x)
    loss = criterion(output, y)
    loss.backward()

    norms = []
    for name, param in model.named_parameters():
        if param.dim() < 2:
            continue  # bias, batchnorm
        if param.grad is None:
            norms.append(0.0)
        else:
            norms.append(param.norm().item())  # <- wrong
    model.zero_grad()
    return norms
