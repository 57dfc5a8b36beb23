# task: pooling/avg_pool2d
# kind: single
# style: vectorised
# half: fresh
# wrong: The border is filled with zeros in the counts always.
# right 29: ones = F.pad(ones, border, value=1.0 if count_include_pad else 0.0)
import torch
import torch.nn.functional as F


def broadcast(v):
    return (v, v) if isinstance(v, int) else tuple(v)


def size_of(n, k, s, p, ceil_mode):
    if not ceil_mode:
        return (n + 2 * p - k) // s + 1
    result = (n + 2 * p - k + s - 1) // s + 1
    return result - 1 if (result - 1) * s >= n + p else result


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    kernel = broadcast(kernel_size)
    step = kernel if stride is None else broadcast(stride)
    frame = broadcast(padding)
    ones = torch.ones_like(x)
    border = (frame[1], frame[1], frame[0], frame[0])
    arr = F.pad(x, border)
    ones = F.pad(ones, border)  # <- wrong
    target = [size_of(x.shape[2 + axis], kernel[axis], step[axis], frame[axis], ceil_mode) for axis in (0, 1)]
    # запас справа и снизу для ceil_mode
    spare = (0, step[1], 0, step[0])
    arr, ones = F.pad(arr, spare), F.pad(ones, spare)

    def sums(picture):
        windows = picture.unfold(2, kernel[0], 1).unfold(3, kernel[1], 1)
        windows = windows[:, :, :: step[0], :: step[1]]
        return windows.sum(dim=(-2, -1))[:, :, : target[0], : target[1]]

    return sums(arr) / sums(ones)
