# task: pooling/avg_pool2d
# kind: single
# style: torch
# half: tuned
# wrong: The columns are counted with the rows' window, stride and padding.
# right 45: nw, cw = self.counts(W, 1)
import torch
import torch.nn.functional as F


class AvgPool:
    """unfold по каждой оси, считаем сумму и число пикселей отдельно"""

    def __init__(self, kernel_size, stride, padding, ceil_mode, count_include_pad):
        self.kernel = self.make_tuple(kernel_size)
        self.stride = self.kernel if stride is None else self.make_tuple(stride)
        self.padding = self.make_tuple(padding)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    @staticmethod
    def make_tuple(v):
        return (v, v) if isinstance(v, int) else tuple(v)

    def counts(self, n, axis):
        """Сколько окон и сколько пикселей в каждом"""
        k, s, p = self.kernel[axis], self.stride[axis], self.padding[axis]
        numerator = n + 2 * p - k
        windows = numerator // s + 1
        if self.ceil_mode and numerator % s > 0 and windows * s < n + p:
            windows += 1
        pixels = []
        for i in range(windows):
            start = i * s - p
            end = min(start + k, n + p)
            if not self.count_include_pad:
                start = max(start, 0)
                end = min(end, n)
            pixels.append(end - start)
        return windows, torch.tensor(pixels)

    def __call__(self, x):
        H, W = x.shape[2], x.shape[3]
        nh, ch = self.counts(H, 0)
        nw, cw = self.counts(W, 0)  # <- wrong
        ph, pw = self.padding
        # справа и снизу с запасом: для ceil_mode
        x = F.pad(x, (pw, pw + self.stride[1], ph, ph + self.stride[0]))
        cols = F.unfold(x.flatten(0, 1)[:, None], self.kernel, stride=self.stride)
        sums = cols.sum(dim=1)
        full_h = (x.shape[2] - self.kernel[0]) // self.stride[0] + 1
        full_w = (x.shape[3] - self.kernel[1]) // self.stride[1] + 1
        sums = sums.view(x.shape[0], x.shape[1], full_h, full_w)
        sums = sums[:, :, :nh, :nw]
        area = ch[:, None] * cw[None, :]
        return sums / area


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return AvgPool(kernel_size, stride, padding, ceil_mode, count_include_pad)(x)
