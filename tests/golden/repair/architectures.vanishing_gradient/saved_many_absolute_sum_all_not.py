# task: architectures/vanishing_gradient
# kind: hopeless
# style: loops
# half: held
# wrong: The absolute values are added up; The loss is summed over the batch; Biases count as well; The gradients of an earlier loss are not cleared: this one is added to them.
# places: 14 21 22 24 28
import torch
import torch.nn as nn


def norm_of(t):
    total = 0.0
    for v in t.reshape(-1).tolist():
        total += abs(v)
    return total ** 0.5


def gradient_norms(model, x, y):
    # запомним старые градиенты, чтобы потом вернуть
    params = list(model.parameters())
    saved = [p.grad for p in params]
    logits = model(x)
    log_p = torch.log_softmax(logits, dim=1)
    loss = -log_p[torch.arange(len(y)), y].sum()
    loss.backward()
    result = []
    for p in params:
        if len(p.shape) > 0:
            g = p.grad if p.grad is not None else torch.zeros(1)
            result.append(norm_of(g))
    for p, old in zip(params, saved):
        p.grad = old
    return result
