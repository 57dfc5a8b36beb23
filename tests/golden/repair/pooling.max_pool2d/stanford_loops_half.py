# task: pooling/max_pool2d
# kind: hopeless
# style: loops
# half: tuned
# wrong: Size from H / k, square windows, zeros as border, no dilation, no ceil_mode, no indices.
import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    k = kernel_size
    N, C, H, W = x.shape
    out = torch.zeros(N, C, H // k, W // k)
    for n in range(N):
        for c in range(C):
            for i in range(H // k):
                for j in range(W // k):
                    m = 0
                    for a in range(k):
                        for b in range(k):
                            if x[n, c, i * k + a, j * k + b] > m:
                                m = x[n, c, i * k + a, j * k + b]
                    out[n, c, i, j] = m
    return out
