# task: architectures/vanishing_gradient
# kind: single
# style: torch
# half: tuned
# wrong: Gradients of an earlier loss are added to this one: zero_grad() is missing at the beginning.
# insert after 12:     model.zero_grad()
import torch
import torch.nn as nn


def gradient_norms(model, x, y):
    criterion = nn.CrossEntropyLoss()  # <- wrong here
    output = model(x)  # <- wrong here
    loss = criterion(output, y)
    loss.backward()

    norms = []
    for name, param in model.named_parameters():
        if param.dim() < 2:
            continue  # bias, batchnorm
        if param.grad is None:
            norms.append(0.0)
        else:
            norms.append(param.grad.norm().item())
    model.zero_grad()
    return norms
