"""float64 inside; the Jacobian of one channel is written out as a matrix."""

import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    n, c, h, w = x.shape
    m = n * h * w
    g = grad_out.double().transpose(0, 1).reshape(c, m)
    flat = x.double().transpose(0, 1).reshape(c, m)
    centering = torch.eye(m, dtype=torch.float64) - 1.0 / m
    centred = flat @ centering
    inv = (centred.pow(2).mean(1) + eps).rsqrt()  # (C,)
    hat = centred * inv[:, None]
    jacobian = centering[None] - torch.einsum("ci,cj->cij", hat, hat) / m
    gx = torch.einsum("ci,cij,c,c->cj", g, jacobian, inv, weight.double())
    gw = torch.einsum("ci,ci->c", g, hat)
    gx = gx.reshape(c, n, h, w).transpose(0, 1)
    return [gx.float(), gw.float(), g.sum(1).float()]
