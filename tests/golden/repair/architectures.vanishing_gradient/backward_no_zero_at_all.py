# task: architectures/vanishing_gradient
# kind: repeated
# style: torch
# half: tuned
# wrong: zero_grad() is missing both before and after.
# insert after 13:     model.zero_grad()
# insert after 25:     model.zero_grad()
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
            norms.append(param.grad.norm().item())  # <- wrong here
    return norms  # <- wrong here
