# task: convolution/conv2d
# kind: single
# style: vectorised
# half: held
# wrong: The kernels are dealt out to the groups in turn.
# right 50: w = self.weight.reshape(self.groups, -1, c // self.groups, ky, kx)
import torch
from torch.nn.functional import pad


def _t(a):
    return a if isinstance(a, tuple) else (a, a)


class MyConv:
    # окна через as_strided, потом einsum
    def __init__(self, weight, bias, stride, dilation, groups):
        self.weight = weight
        self.bias = bias
        self.s = _t(stride)
        self.d = _t(dilation)
        self.groups = groups

    def borders(self, padding):
        ky, kx = self.weight.shape[-2:]
        if padding == "valid":
            return 0, 0, 0, 0
        if padding == "same":
            need = [self.d[0] * (ky - 1), self.d[1] * (kx - 1)]
            return need[0] // 2, need[0] - need[0] // 2, need[1] // 2, need[1] - need[1] // 2
        py, px = _t(padding)
        return py, py, px, px

    def windows(self, x):
        ky, kx = self.weight.shape[-2:]
        n, c, rows, cols = x.shape
        out_rows = (rows - self.d[0] * (ky - 1) - 1) // self.s[0] + 1
        out_cols = (cols - self.d[1] * (kx - 1) - 1) // self.s[1] + 1
        sn, sc, sy, sx = x.stride()
        size = (n, c, out_rows, out_cols, ky, kx)
        steps = (sn, sc, sy * self.s[0], sx * self.s[1], sy * self.d[0], sx * self.d[1])
        return x.as_strided(size, steps)

    def __call__(self, x, padding):
        up, down, left, right = self.borders(padding)
        x = pad(x, (left, right, up, down)).contiguous()
        win = self.windows(x)
        n, c, i, j, ky, kx = win.shape
        win = win.reshape(n, self.groups, c // self.groups, i, j, ky, kx)
        w = self.weight.reshape(-1, self.groups, c // self.groups, ky, kx).transpose(0, 1)  # <- wrong
        y = torch.einsum("ngcijab,gfcab->ngfij", win, w)
        y = y.reshape(n, -1, i, j)
        if self.bias is not None:
            y = y + self.bias.reshape(-1, 1, 1)
        return y


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return MyConv(weight, bias, stride, dilation, groups)(x, padding)
