# task: architectures/vanishing_gradient
# kind: single
# style: torch
# half: fresh
# wrong: The mean of the squares, not their sum.
# right 16: return math.sqrt(float((gradient.double() ** 2).sum()))
import math

import torch
import torch.nn as nn


def grad_length(gradient):
    if gradient is None:
        return 0.0
    return math.sqrt(float((gradient.double() ** 2).mean()))  # <- wrong


def gradient_norms(model, x, y):
    saved = {}
    for name, param in model.named_parameters():
        saved[name] = param.grad
        param.grad = None
    criterion = nn.CrossEntropyLoss()
    loss = criterion(model(x), y)
    loss.backward()
    norms = []
    for name, param in model.named_parameters():
        if param.dim() > 1:
            norms.append(grad_length(param.grad))
        param.grad = saved[name]
    return norms
