# task: architectures/vanishing_gradient
# kind: hopeless
# style: torch
# half: held
# wrong: One norm for the whole model after a training step, with the sum of the outputs as loss.
import torch


def gradient_norms(model, x, y):
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    out = model(x)
    out.sum().backward()
    opt.step()
    total = 0
    for p in model.parameters():
        if p.grad is not None:
            total += p.grad.abs().sum()
    return [float(total)]
