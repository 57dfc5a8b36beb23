# task: architectures/vanishing_gradient
# kind: single
# style: torch
# half: held
# wrong: The root is taken of the mean of the squares.
# right 14: s = (t.double() ** 2).sum()
import math

import torch
import torch.nn.functional as F


def l2(t):
    s = (t.double() ** 2).mean()  # <- wrong
    return math.sqrt(s)


def gradient_norms(model, x, y):
    # через autograd.grad, чтобы ничего не оставалось в .grad
    weights = [p for _, p in model.named_parameters() if p.ndim >= 2]
    wanted = [p for p in weights if p.requires_grad]
    logits = model(x)
    loss = F.cross_entropy(logits, y)
    grads = torch.autograd.grad(loss, wanted, allow_unused=True)
    found = {id(p): g for p, g in zip(wanted, grads)}
    answer = []
    for p in weights:
        g = found.get(id(p))
        answer.append(0.0 if g is None else l2(g))
    return answer
