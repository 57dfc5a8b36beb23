"""How much of the gradient arrives at each layer of a network."""

import torch
import torch.nn.functional as F


def gradient_norms(model, x: torch.Tensor, y: torch.Tensor) -> list:
    """Norms of the gradients of the cross-entropy loss, one for each matrix or kernel.

    model:  nn.Module that makes (N, K) numbers of `x`, K for each example, without softmax
    x:      (N, ...) examples
    y:      (N,) their classes, integers from 0 to K - 1

    Weights with two or more axes count, in the order of model.named_parameters(); the norm is the
    square root of the sum of squares of all numbers of the gradient. A weight that no gradient
    reaches counts 0. The model is used in the mode in which it is (train or eval), and no gradient
    of this call stays in it.

    He et al. 2015, Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385
    """
    ### BEGIN SOLUTION
    model.zero_grad()  # else this gradient would be added to what an earlier backward left
    F.cross_entropy(model(x), y).backward()
    weights = [weight for weight in model.parameters() if weight.dim() >= 2]
    norms = [0.0 if weight.grad is None else weight.grad.norm().item() for weight in weights]
    model.zero_grad()
    return norms
    ### END SOLUTION
