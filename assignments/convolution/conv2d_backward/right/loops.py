"""The backward pass by loops over every place of the output, as the chain rule is written down."""

import torch


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    N, C, H, W = x.shape
    F, _, kh, kw = weight.shape
    _, _, H_out, W_out = grad_out.shape
    ph, pw = padding

    x_pad = torch.zeros(N, C, H + 2 * ph, W + 2 * pw)
    x_pad[:, :, ph : ph + H, pw : pw + W] = x
    dx_pad = torch.zeros_like(x_pad)
    dw = torch.zeros(weight.shape)
    db = torch.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    g = grad_out[n, f, i, j]
                    y0, x0 = i * stride[0], j * stride[1]
                    dw[f] += g * x_pad[n, :, y0 : y0 + kh, x0 : x0 + kw]
                    dx_pad[n, :, y0 : y0 + kh, x0 : x0 + kw] += g * weight[f]
                    db[f] += g
    return dx_pad[:, :, ph : ph + H, pw : pw + W], dw, db
