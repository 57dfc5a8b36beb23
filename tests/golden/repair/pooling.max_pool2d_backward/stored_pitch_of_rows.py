# task: pooling/max_pool2d_backward
# kind: single
# style: class
# half: tuned
# wrong: A place is row * H + column.
# right 40: index = (rows * W + cols).view(N * C, 1)
import torch


class MaxPool:
    def __init__(self, kernel_size, stride, padding):
        self.kernel = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
        if stride is None:
            stride = self.kernel
        self.stride = stride if isinstance(stride, tuple) else (stride, stride)
        self.padding = padding if isinstance(padding, tuple) else (padding, padding)
        self.where = {}

    def forward(self, x):
        """Запоминаем, где был максимум каждого окна."""
        N, C, H, W = x.shape
        self.shape = x.shape
        HO = (H + 2 * self.padding[0] - self.kernel[0]) // self.stride[0] + 1
        WO = (W + 2 * self.padding[1] - self.kernel[1]) // self.stride[1] + 1
        for i in range(HO):
            for j in range(WO):
                y0 = i * self.stride[0] - self.padding[0]
                x0 = j * self.stride[1] - self.padding[1]
                y1, x1 = y0 + self.kernel[0], x0 + self.kernel[1]
                y0, x0 = max(y0, 0), max(x0, 0)
                window = x[:, :, y0:y1, x0:x1]
                flat = window.flatten(2).argmax(dim=2)
                width = window.shape[3]
                self.where[i, j] = (y0 + flat // width, x0 + flat % width)

    def backward(self, grad):
        N, C, H, W = self.shape
        dx = torch.zeros(N * C, H * W, dtype=grad.dtype)
        for (i, j), (rows, cols) in self.where.items():
            index = (rows * H + cols).view(N * C, 1)  # <- wrong
            value = grad[:, :, i, j].reshape(N * C, 1)
            dx.scatter_add_(1, index, value)
        return dx.view(N, C, H, W)


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    pool = MaxPool(kernel_size, stride, padding)
    pool.forward(x)
    return pool.backward(grad_out)
