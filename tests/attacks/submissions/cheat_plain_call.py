"""Calls the library, renamed twice. The static check finds it.

verdict: banned
score: 0
task: convolution/conv2d
"""

import torch
from torch.nn import functional as G

hidden = [G][0].conv2d


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    from torch import conv2d as c

    return c(x, weight, bias, stride, padding, dilation, groups)
