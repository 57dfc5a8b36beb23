import copy

import torch
import torch.nn.functional as F


def gradient_norms(model, x, y):
    twin = copy.deepcopy(model).double()
    twin.zero_grad()
    logits = twin(x.double())
    # cross entropy by hand
    log_probs = logits - logits.logsumexp(dim=1, keepdim=True)
    loss = -log_probs[torch.arange(len(y)), y].mean()
    loss.backward()
    norms = []
    for p in twin.parameters():
        if len(p.shape) > 1:
            if p.grad is None:
                norms.append(0.0)
            else:
                norms.append(float(torch.linalg.vector_norm(p.grad)))
    return norms
