# task: convolution/conv2d_backward
# kind: single
# style: numpy
# half: tuned
# wrong: The windows move by one pixel along the columns.
# right 33: vs, hs = h * stride_H, w * stride_W
import numpy as np
import torch


def _two(v):
    return v if isinstance(v, (tuple, list)) else [v, v]


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    # считаем в numpy, в конце возвращаем тензоры
    dZ = grad_out.detach().numpy().astype(np.float64)
    A_prev = x.detach().numpy().astype(np.float64)
    W = weight.detach().numpy().astype(np.float64)

    m, n_C_prev, n_H_prev, n_W_prev = A_prev.shape
    n_C, _, f_H, f_W = W.shape
    n_H, n_W = dZ.shape[2:]
    stride_H, stride_W = _two(stride)
    pad_H, pad_W = _two(padding)

    A_prev_pad = np.pad(A_prev, ((0, 0), (0, 0), (pad_H, pad_H), (pad_W, pad_W)))
    dA_prev_pad = np.zeros_like(A_prev_pad)
    dW = np.zeros_like(W)

    for h in range(n_H):
        for w in range(n_W):
            vs, hs = h * stride_H, w  # <- wrong
            ve, he = vs + f_H, hs + f_W
            a_slice = A_prev_pad[:, :, vs:ve, hs:he]
            grad = dZ[:, :, h, w]
            dA_prev_pad[:, :, vs:ve, hs:he] += np.tensordot(grad, W, axes=(1, 0))
            dW += np.tensordot(grad, a_slice, axes=(0, 0))

    dA_prev = dA_prev_pad[:, :, pad_H:pad_H + n_H_prev, pad_W:pad_W + n_W_prev]
    db = dZ.sum(axis=(0, 2, 3))
    return torch.from_numpy(dA_prev).to(x.dtype), torch.from_numpy(dW).to(x.dtype), torch.from_numpy(db).to(x.dtype)
