# task: pooling/max_pool2d
# kind: single
# style: torch
# half: held
# wrong: ceil_mode works the wrong way round.
# right 20: self.round = math.ceil if ceil else math.floor
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Pooler(nn.Module):
    # модуль без параметров: окна через unfold по осям
    def __init__(self, k, s, p, d, ceil):
        super().__init__()
        self.k, self.p, self.d = self._p(k), self._p(p), self._p(d)
        self.s = self.k if s is None else self._p(s)
        self.round = math.floor if ceil else math.ceil  # <- wrong

    @staticmethod
    def _p(v):
        return (v, v) if isinstance(v, int) else tuple(v)

    def length(self, n, axis):
        k, s, p, d = self.k[axis], self.s[axis], self.p[axis], self.d[axis]
        out = self.round((n + 2 * p - d * (k - 1) - 1) / s) + 1
        if (out - 1) * s >= n + p:
            out -= 1
        return out

    def forward(self, x):
        H, W = x.shape[-2:]
        out_h, out_w = self.length(H, 0), self.length(W, 1)
        need_h = (out_h - 1) * self.s[0] + self.d[0] * (self.k[0] - 1) + 1
        need_w = (out_w - 1) * self.s[1] + self.d[1] * (self.k[1] - 1) + 1
        low = float("-inf")
        xp = F.pad(x, (self.p[1], max(need_w - W - self.p[1], 0), self.p[0], max(need_h - H - self.p[0], 0)), value=low)
        xp = xp[:, :, :need_h, :need_w]
        i = torch.arange(out_h)[:, None] * self.s[0] + torch.arange(self.k[0])[None] * self.d[0]
        j = torch.arange(out_w)[:, None] * self.s[1] + torch.arange(self.k[1])[None] * self.d[1]
        win = xp[:, :, i[:, None, :, None], j[None, :, None, :]].flatten(4)
        values, flat = win.max(dim=-1)
        a = flat // self.k[1]
        b = flat % self.k[1]
        rows = torch.arange(out_h)[:, None] * self.s[0] + a * self.d[0] - self.p[0]
        cols = torch.arange(out_w)[None, :] * self.s[1] + b * self.d[1] - self.p[1]
        return values, rows * W + cols


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    values, places = Pooler(kernel_size, stride, padding, dilation, ceil_mode)(x)
    return (values, places) if return_indices else values
