# task: architectures/vanishing_gradient
# kind: single
# style: torch
# half: tuned
# wrong: Only weights with exactly two axes count.
# right 20: if param.dim() < 2:
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
        if param.dim() != 2:  # <- wrong
            continue  # bias, batchnorm
        if param.grad is None:
            norms.append(0.0)
        else:
            norms.append(param.grad.norm().item())
    model.zero_grad()
    return norms
