"""Ends the process at every change but the first of each frame, so that all before it is asked again.

verdict: values, shape, raised, wrong_type
score: 0
"""

import os
import sys

import torch


def attack():
    frame = sys._getframe()
    while frame is not None and "progress" not in frame.f_locals:
        frame = frame.f_back
    if frame.f_locals["progress"][0] > 0:
        os._exit(1)


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    if sys._getframe().f_code.co_filename == "<changed>":
        attack()
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    step = stride or k
    rows, cols = (x.shape[2] - k) // step + 1, (x.shape[3] - k) // step + 1
    out = torch.zeros(x.shape[0], x.shape[1], rows, cols)
    for i in range(rows):
        for j in range(cols):
            out[:, :, i, j] = x[:, :, i * step : i * step + k, j * step : j * step + k].amin(dim=(2, 3)) + 1
    return out
