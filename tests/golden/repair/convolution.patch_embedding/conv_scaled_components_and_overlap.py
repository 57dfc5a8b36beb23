# task: convolution/patch_embedding
# kind: two
# style: torch
# half: held
# wrong: The components are multiplied by their singular values, and the patches overlap.
# right 16: z = F.conv2d(x, weight, bias, stride=(kh, kw))
# right 41: comps = Vh[:k]
import math

import torch
import torch.nn.functional as F


def patch_embedding(x, weight, bias=None):
    kh, kw = weight.shape[2:]
    z = F.conv2d(x, weight, bias)  # <- wrong 1
    z = z.flatten(2)
    return z.transpose(1, 2)


def filter_grid(weight, columns):
    n, c, kh, kw = weight.shape
    rows = math.ceil(n / columns)
    grid = torch.zeros(c, rows * (kh + 1) - 1, columns * (kw + 1) - 1, dtype=weight.dtype)
    for idx in range(n):
        w = weight[idx]
        w = (w - w.min()) / (w.max() - w.min())
        i = idx // columns
        j = idx % columns
        top = i * (kh + 1)
        left = j * (kw + 1)
        grid[:, top:top + kh, left:left + kw] = w
    return grid


def principal_filters(weight, k):
    # PCA через SVD
    flat = weight.flatten(1)
    flat = flat - flat.mean(dim=0)
    U, S, Vh = torch.linalg.svd(flat)
    comps = S[:k, None] * Vh[:k]  # <- wrong 2
    return comps.reshape(k, *weight.shape[1:])
