# task: pooling/max_pool2d_backward
# kind: single
# style: vectorised
# half: fresh
# wrong: The channels stay together in unfold, so that one pixel wins over all of them.
# right 26: back.scatter_(1, winner, grad.reshape(n * c, 1, -1))
import torch
import torch.nn.functional as F


class MaxPoolGrad:
    def __init__(self, size, step, pad):
        self.size = size
        self.step = step
        self.pad = pad

    def __call__(self, grad, x):
        n, c, h, w = x.shape
        kh, kw = self.size
        ph, pw = self.pad
        padded = F.pad(x, (pw, pw, ph, ph), value=float("-inf"))
        hp, wp = padded.shape[2:]
        cols = F.unfold(padded.reshape(n * c, 1, hp, wp), self.size, stride=self.step)  # (n*c, kh*kw, L)
        winner = cols.argmax(dim=1, keepdim=True)
        back = torch.zeros_like(cols)
        back.scatter_(1, winner, grad.transpose(2, 3).reshape(n * c, 1, -1))  # <- wrong
        image = F.fold(back, (hp, wp), self.size, stride=self.step)
        image = image.reshape(n, c, hp, wp)
        return image[:, :, ph : ph + h, pw : pw + w]


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    size = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    step = size if stride is None else stride if isinstance(stride, tuple) else (stride, stride)
    pad = padding if isinstance(padding, tuple) else (padding, padding)
    return MaxPoolGrad(size, step, pad)(grad_out, x)
