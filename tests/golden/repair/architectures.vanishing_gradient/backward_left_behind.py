# task: architectures/vanishing_gradient
# kind: single
# style: torch
# half: tuned
# wrong: The gradients of this call stay in the model.
# insert after 25:     model.zero_grad()
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
            norms.append(param.grad.norm().item())  # <- wrong here
    return norms  # <- wrong here
