# task: architectures/vanishing_gradient
# kind: single
# style: loops
# half: held
# wrong: The loss is summed over the batch.
# right 27: loss = -log_p[torch.arange(len(y)), y].mean()
# or 28: (loss / len(y)).backward()
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
    log_p = torch.log_softmax(logits, dim=1)
    loss = -log_p[torch.arange(len(y)), y].sum()  # <- wrong
    loss.backward()  # <- or here
    result = []
    for p in params:
        if len(p.shape) > 1:
            g = p.grad if p.grad is not None else torch.zeros(1)
            result.append(norm_of(g))
    for p, old in zip(params, saved):
        p.grad = old
    return result
