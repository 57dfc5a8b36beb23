# task: architectures/vanishing_gradient
# kind: hopeless
# style: torch
# half: tuned
# wrong: Gradients of an earlier loss are added to this one: zero_grad() is missing at the beginning; The gradients of this call stay in the model; Only weights with exactly two axes count.
# places: 12 13 19 24 25
import torch
import torch.nn as nn


def gradient_norms(model, x, y):
    criterion = nn.CrossEntropyLoss()
    output = model(x)
    loss = criterion(output, y)
    loss.backward()

    norms = []
    for name, param in model.named_parameters():
        if param.dim() != 2:
            continue  # bias, batchnorm
        if param.grad is None:
            norms.append(0.0)
        else:
            norms.append(param.grad.norm().item())
    return norms
