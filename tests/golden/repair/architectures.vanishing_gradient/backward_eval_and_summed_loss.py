# task: architectures/vanishing_gradient
# kind: two
# style: torch
# half: tuned
# wrong: The model is switched to eval mode, and the loss is summed.
# right 13: criterion = nn.CrossEntropyLoss()
# right 15: (nothing)
import torch
import torch.nn as nn


def gradient_norms(model, x, y):
    criterion = nn.CrossEntropyLoss(reduction="sum")  # <- wrong 1
    model.zero_grad()
    model.eval()  # <- wrong 2
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
            norms.append(param.grad.norm().item())
    model.zero_grad()
    return norms
