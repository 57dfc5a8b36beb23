"""The way the statement says it: search each window for its maximum, add the gradient there."""

import torch


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    if stride is None:
        stride = kernel_size
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    dx = torch.zeros(N, C, H, W)
    for n in range(N):
        for c in range(C):
            image = x[n, c].tolist()
            for i in range(grad_out.shape[2]):
                for j in range(grad_out.shape[3]):
                    best, where = float("-inf"), None
                    for a in range(i * sh - ph, i * sh - ph + kh):
                        for b in range(j * sw - pw, j * sw - pw + kw):
                            if 0 <= a < H and 0 <= b < W and image[a][b] > best:
                                best, where = image[a][b], (a, b)
                    dx[n, c, where[0], where[1]] += grad_out[n, c, i, j]
    return dx
