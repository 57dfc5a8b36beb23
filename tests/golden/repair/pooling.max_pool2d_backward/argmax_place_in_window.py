# task: pooling/max_pool2d_backward
# kind: repeated
# style: numpy
# half: held
# wrong: The place within the window is taken for the place in the picture.
# right 29: row = i * U + t // S
# right 30: col = j * V + t % S
import numpy as np
import torch


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    def two(v):
        return (v, v) if isinstance(v, int) else tuple(v)

    R, S = two(kernel_size)
    U, V = two(kernel_size if stride is None else stride)
    P, Q = two(padding)
    N, C, H, W = x.shape
    a = np.pad(x.numpy(), ((0, 0), (0, 0), (P, P), (Q, Q)), constant_values=-np.inf)
    g = grad_out.numpy()
    da = np.zeros(a.shape, dtype=g.dtype)
    n_idx = np.arange(N)[:, None]
    c_idx = np.arange(C)[None, :]
    for i in range(g.shape[2]):
        for j in range(g.shape[3]):
            win = a[:, :, i * U:i * U + R, j * V:j * V + S].reshape(N, C, -1)
            t = win.argmax(axis=2)
            row = t // S  # <- wrong
            col = t % S  # <- wrong
            da[n_idx, c_idx, row, col] += g[:, :, i, j]
    da = da[:, :, P:P + H, Q:Q + W]
    return torch.from_numpy(np.ascontiguousarray(da))
