# task: normalization/batch_norm2d_backward
# kind: two
# style: numpy
# half: tuned
# wrong: eps is missing under the root, and grad_weight uses x - mean instead of x_hat.
# right 24: sqrtvar = np.sqrt(var + eps)
# right 30: dgamma = (dout * xhat).sum(axis=ax)
import numpy as np
import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    # по графу вычислений, шаг за шагом (блог Кратцерта), оси (0, 2, 3)
    dout = grad_out.detach().numpy().astype(np.float64)
    X = x.detach().numpy().astype(np.float64)
    gamma = weight.detach().numpy().astype(np.float64).reshape(1, -1, 1, 1)
    ax = (0, 2, 3)
    m = X.size / X.shape[1]

    # forward
    mu = X.mean(axis=ax, keepdims=True)
    xmu = X - mu
    var = (xmu ** 2).mean(axis=ax, keepdims=True)
    sqrtvar = np.sqrt(var)  # <- wrong 1
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar

    # backward
    dbeta = dout.sum(axis=ax)
    dgamma = (dout * xmu).sum(axis=ax)  # <- wrong 2
    dxhat = dout * gamma
    divar = (dxhat * xmu).sum(axis=ax, keepdims=True)
    dxmu1 = dxhat * ivar
    dsqrtvar = -divar / sqrtvar ** 2
    dvar = 0.5 * dsqrtvar / sqrtvar
    dsq = dvar * np.ones_like(X) / m
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -dx1.sum(axis=ax, keepdims=True)
    dx2 = dmu * np.ones_like(X) / m
    dx = dx1 + dx2
    return tuple(torch.from_numpy(a).to(x.dtype) for a in (dx, dgamma, dbeta))
