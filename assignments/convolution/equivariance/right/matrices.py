"""A shift is a matrix with a diagonal of ones beside the main one; everything in float64."""

import torch


def _step(size, by):
    # row i of the product is row i - by of what it is multiplied with
    if abs(by) >= size:
        return torch.zeros(size, size, dtype=torch.float64)
    return torch.diag(torch.ones(size - abs(by), dtype=torch.float64), -by)


def shift(x, rows, columns):
    x = x.double()
    return _step(x.shape[2], rows) @ x @ _step(x.shape[3], columns).T


def _largest(t):
    return torch.linalg.vector_norm(t, ord=float("inf"))


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    x = x.double()
    first = layer(shift(x, stride * rows, stride * columns))
    second = shift(layer(x), rows, columns)
    diff = second - first
    if border > 0:
        diff = diff[:, :, border:-border, border:-border]
    return _largest(diff)


@torch.no_grad()
def invariance_error(layer, x, rows, columns):
    x = x.double()
    return _largest(layer(x) - layer(shift(x, rows, columns)))
