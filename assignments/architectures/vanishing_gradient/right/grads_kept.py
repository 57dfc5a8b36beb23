import math

import torch.nn.functional as F


def gradient_norms(model, x, y):
    # keep whatever gradients the model holds and put them back afterwards
    saved = [(p, p.grad) for p in model.parameters()]
    for p, _ in saved:
        p.grad = None
    loss = F.nll_loss(F.log_softmax(model(x), dim=-1), y)
    loss.backward()
    norms = ()
    for p, _ in saved:
        if p.dim() < 2:
            continue
        total = 0.0
        if p.grad is not None:
            for number in p.grad.flatten().tolist():
                total += number * number
        norms += (math.sqrt(total),)
    for p, grad in saved:
        p.grad = grad
    return norms
