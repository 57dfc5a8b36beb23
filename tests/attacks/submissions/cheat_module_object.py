"""Uses torch.nn.Conv2d through importlib and a class found by its size. The trace of the call finds it.

verdict: banned
score: 0
task: convolution/conv2d
"""

import importlib

import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    layers = importlib.import_module("torch.nn.modules.co" + "nv")
    layer = [value for name, value in vars(layers).items() if name.endswith("v2d") and len(name) == 6][0]
    made = layer(
        x.shape[-3], len(weight), tuple(weight.shape[-2:]), stride, padding, dilation, groups, bias is not None
    )
    made.weight = torch.nn.Parameter(weight)
    if bias is not None:
        made.bias = torch.nn.Parameter(bias)
    return made(x)
