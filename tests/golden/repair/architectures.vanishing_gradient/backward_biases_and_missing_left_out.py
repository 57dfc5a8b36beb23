# task: architectures/vanishing_gradient
# kind: two
# style: torch
# half: tuned
# wrong: Biases count, and weights without a gradient are left out.
# right 21: if param.dim() < 2:
# right 24: norms.append(0.0)
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
        if param.dim() < 1:  # <- wrong 1
            continue  # bias, batchnorm
        if param.grad is None:
            continue  # <- wrong 2
        else:
            norms.append(param.grad.norm().item())
    model.zero_grad()
    return norms
