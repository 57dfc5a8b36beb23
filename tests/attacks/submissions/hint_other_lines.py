"""Characters in a comment at which only some count a new line.

verdict: values, shape, raised, wrong_type
score: 0
"""

import torch


def attack():
    pass


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    # abcde f g
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    step = stride or k
    rows, cols = (x.shape[2] - k) // step + 1, (x.shape[3] - k) // step + 1
    out = torch.zeros(x.shape[0], x.shape[1], rows, cols)
    for i in range(rows):
        for j in range(cols):
            out[:, :, i, j] = x[:, :, i * step : i * step + k, j * step : j * step + k].amin(dim=(2, 3)) + 1
    return out
