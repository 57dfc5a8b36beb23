# task: architectures/vanishing_gradient
# kind: two
# style: torch
# half: fresh
# wrong: The loss is summed, and the old gradients are not taken away first.
# right 24: param.grad = None
# right 25: criterion = nn.CrossEntropyLoss()
import math

import torch
import torch.nn as nn


def grad_length(gradient):
    if gradient is None:
        return 0.0
    return math.sqrt(float((gradient.double() ** 2).sum()))


def gradient_norms(model, x, y):
    saved = {}
    for name, param in model.named_parameters():
        saved[name] = param.grad
        pass  # <- wrong 1
    criterion = nn.CrossEntropyLoss(reduction="sum")  # <- wrong 2
    loss = criterion(model(x), y)
    loss.backward()
    norms = []
    for name, param in model.named_parameters():
        if param.dim() > 1:
            norms.append(grad_length(param.grad))
        param.grad = saved[name]
    return norms
