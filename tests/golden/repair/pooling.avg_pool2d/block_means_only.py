# task: pooling/avg_pool2d
# kind: hopeless
# style: torch
# half: held
# wrong: Only blocks: the picture is cut to multiples of the window and reshaped; stride and padding are not used.
import torch


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    n, c, h, w = x.shape
    h2, w2 = h // k, w // k
    x = x[:, :, : h2 * k, : w2 * k]
    x = x.reshape(n, c, h2, k, w2, k)
    return x.mean(dim=5).mean(dim=3)
