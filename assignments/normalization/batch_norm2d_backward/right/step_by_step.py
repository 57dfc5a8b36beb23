"""Обратный проход по графу вычислений, шаг за шагом, как в cs231n."""
import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    N, C, H, W = x.shape
    M = N * H * W
    # (M, C), как полносвязный слой
    dout = grad_out.permute(0, 2, 3, 1).reshape(M, C)
    X = x.permute(0, 2, 3, 1).reshape(M, C)

    mu = X.mean(0)
    xmu = X - mu
    var = (xmu ** 2).mean(0)
    sqrtvar = torch.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar

    dbeta = dout.sum(0)
    dgamma = (dout * xhat).sum(0)
    dxhat = dout * weight
    divar = (dxhat * xmu).sum(0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1.0 / (sqrtvar ** 2) * divar
    dvar = 0.5 / torch.sqrt(var + eps) * dsqrtvar
    dsq = torch.ones(M, C) / M * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -dx1.sum(0)
    dx2 = torch.ones(M, C) / M * dmu
    dx = (dx1 + dx2).reshape(N, H, W, C).permute(0, 3, 1, 2)
    return dx, dgamma, dbeta
