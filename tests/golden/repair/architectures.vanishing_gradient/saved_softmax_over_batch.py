# task: architectures/vanishing_gradient
# kind: single
# style: loops
# half: held
# wrong: The softmax runs over the batch.
# right 25: log_p = torch.log_softmax(logits, dim=1)
import torch
import torch.nn as nn


def norm_of(t):
    total = 0.0
    for v in t.reshape(-1).tolist():
        total += v * v
    return total ** 0.5


def gradient_norms(model, x, y):
    # запомним старые градиенты, чтобы потом вернуть
    params = list(model.parameters())
    saved = [p.grad for p in params]
    for p in params:
        p.grad = None
    logits = model(x)
    log_p = torch.log_softmax(logits, dim=0)  # <- wrong
    loss = -log_p[torch.arange(len(y)), y].mean()
    loss.backward()
    result = []
    for p in params:
        if len(p.shape) > 1:
            g = p.grad if p.grad is not None else torch.zeros(1)
            result.append(norm_of(g))
    for p, old in zip(params, saved):
        p.grad = old
    return result
