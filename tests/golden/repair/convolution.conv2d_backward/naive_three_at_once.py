# task: convolution/conv2d_backward
# kind: hopeless
# style: loops
# half: held
# wrong: The slice p:-p, a missing stride, = for += and a bias of another shape.
# Обратный проход свёртки, наивная версия (как conv_backward_naive в cs231n)
import torch


def to_tuple(a):
    return a if isinstance(a, tuple) else (a, a)


def pad_zeros(x, p, q):
    N, C, H, W = x.shape
    res = torch.zeros((N, C, H + 2 * p, W + 2 * q), dtype=x.dtype)
    res[:, :, p:p + H, q:q + W] = x
    return res


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    dout = grad_out
    N, C, H, W = x.shape
    F, _, HH, WW = weight.shape
    _, _, H_out, W_out = dout.shape
    s1, s2 = to_tuple(stride)
    p1, p2 = to_tuple(padding)

    x_pad = pad_zeros(x, p1, p2)
    dx_pad = torch.zeros_like(x_pad)
    dw = torch.zeros_like(weight)
    db = torch.zeros(1, F, dtype=dout.dtype)

    for n in range(N):
        for f in range(F):
            db[0, f] = dout[n, f].sum()
            for i in range(H_out):
                for j in range(W_out):
                    top = i * s1
                    left = j
                    g = dout[n, f, i, j]
                    dw[f] += g * x_pad[n, :, top:top + HH, left:left + WW]
                    dx_pad[n, :, top:top + HH, left:left + WW] = g * weight[f]

    dx = dx_pad[:, :, p1:-p1, p1:-p1]
    return dx, dw, db
