"""Average pooling as linear algebra: a matrix that averages rows, the picture, a matrix that averages columns."""

import torch


def averaging_matrix(size, k, s, p, ceil_mode, count_include_pad, dtype):
    room = size + 2 * p - k
    count = (room + s - 1) // s + 1 if ceil_mode else room // s + 1
    if ceil_mode and (count - 1) * s >= size + p:
        count -= 1
    begin = (torch.arange(count) * s - p)[:, None]
    position = torch.arange(-p, size + p)[None, :]
    covered = (position >= begin) & (position < begin + k)
    inside = (position >= 0) & (position < size)
    counted = covered if count_include_pad else covered & inside
    matrix = (covered & inside).to(dtype) / counted.sum(1, keepdim=True)
    return matrix[:, p : p + size]


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    if stride is None:
        stride = kernel_size
    kernel_size, stride, padding = (
        (value, value) if isinstance(value, int) else value for value in (kernel_size, stride, padding)
    )
    rows, columns = (
        averaging_matrix(
            x.shape[2 + axis], kernel_size[axis], stride[axis], padding[axis], ceil_mode, count_include_pad, x.dtype
        )
        for axis in (0, 1)
    )
    return rows @ x @ columns.T
