"""One call into torch that takes hours (bounded: 20000 decompositions), interrupt masked.

verdict: timeout
score: 0
"""

import signal

import torch


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    big = torch.rand(1500, 1500)
    for _ in range(20_000):
        big = torch.linalg.svd(big)[0]
    return big
