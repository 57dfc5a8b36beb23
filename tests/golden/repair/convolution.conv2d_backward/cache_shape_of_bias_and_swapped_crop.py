# task: convolution/conv2d_backward
# kind: two
# style: class
# half: tuned
# wrong: grad_bias has the shape (F, 1), and rows and columns of the padding are swapped where the border is cut off.
# right 36: d_b = torch.zeros(self.w.shape[0], dtype=grad.dtype)
# right 47: d_x = d_padded[:, :, py:py + x.shape[2], px:px + x.shape[3]]
import torch


class Conv:
    """Слой в стиле «фреймворк с нуля»: forward кладёт в кэш, backward достаёт."""

    def __init__(self, weight, stride, padding):
        self.w = weight
        self.stride = [stride, stride] if isinstance(stride, int) else list(stride)
        self.pad = [padding, padding] if isinstance(padding, int) else list(padding)
        self.cache = None

    def slices(self, i, j):
        kh, kw = self.w.shape[-2:]
        y, x = i * self.stride[0], j * self.stride[1]
        return slice(y, y + kh), slice(x, x + kw)

    def forward(self, x):
        n, c, h, w = x.shape
        py, px = self.pad
        padded = x.new_zeros(n, c, h + 2 * py, w + 2 * px)
        padded[:, :, py:h + py, px:w + px] = x
        self.cache = (x, padded)

    def backward(self, grad):
        x, padded = self.cache
        d_padded = torch.zeros_like(padded)
        d_w = torch.zeros_like(self.w)
        d_b = torch.zeros(self.w.shape[0], 1, dtype=grad.dtype)  # <- wrong 1
        for n in range(grad.shape[0]):
            for i in range(grad.shape[2]):
                for j in range(grad.shape[3]):
                    ys, xs = self.slices(i, j)
                    for f in range(grad.shape[1]):
                        g = grad[n, f, i, j]
                        d_padded[n, :, ys, xs] += self.w[f] * g
                        d_w[f] += padded[n, :, ys, xs] * g
                        d_b[f] += g
        py, px = self.pad
        d_x = d_padded[:, :, px:px + x.shape[2], py:py + x.shape[3]]  # <- wrong 2
        return d_x, d_w, d_b


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    layer = Conv(weight, stride, padding)
    layer.forward(x)
    return layer.backward(grad_out)
