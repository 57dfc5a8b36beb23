"""The forward pass was one matrix product over columns (im2col); each factor gets its gradient, fold adds them up."""

import torch.nn.functional as F


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    kernel = tuple(weight.shape[2:])
    columns = F.unfold(x, kernel, padding=padding, stride=stride)  # (n, c*kh*kw, places)
    g = grad_out.flatten(2)  # (n, f, places)
    grad_weight = (g @ columns.transpose(1, 2)).sum(0).view_as(weight)
    grad_columns = weight.flatten(1).T @ g  # (n, c*kh*kw, places)
    grad_x = F.fold(grad_columns, tuple(x.shape[2:]), kernel, padding=padding, stride=stride)
    return [grad_x, grad_weight, g.sum(-1).sum(0)]
