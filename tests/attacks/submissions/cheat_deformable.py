"""Convolution by torchvision's deformable one with offsets of zero.

verdict: banned
score: 0
task: convolution/conv2d
"""
import torch
from torchvision.ops import deform_conv2d

def pair(v): return (v, v) if isinstance(v, int) else tuple(v)

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    s, d = pair(stride), pair(dilation)
    kh, kw = weight.shape[2:]
    if padding == "same":
        th, tw = d[0] * (kh - 1), d[1] * (kw - 1)
        x = torch.nn.functional.pad(x, (tw // 2, tw - tw // 2, th // 2, th - th // 2))
        padding = 0
    p = (0, 0) if padding == "valid" else pair(padding)
    oh = (x.shape[2] + 2 * p[0] - d[0] * (kh - 1) - 1) // s[0] + 1
    ow = (x.shape[3] + 2 * p[1] - d[1] * (kw - 1) - 1) // s[1] + 1
    offset = torch.zeros(x.shape[0], 2 * kh * kw, oh, ow)
    return deform_conv2d(x, offset, weight, bias, stride=s, padding=p, dilation=d)
