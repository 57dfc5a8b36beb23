# task: pooling/max_pool2d_backward
# kind: single
# style: torch
# half: held
# wrong: All pixels of a window get its gradient.
# right 24: spread = onehot * grad_out.reshape(N * C, 1, -1)
import torch
import torch.nn.functional as F


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    """unfold -> argmax -> one_hot -> fold"""
    kernel = (kernel_size,) * 2 if isinstance(kernel_size, int) else tuple(kernel_size)
    stride = kernel if stride is None else stride
    stride = (stride,) * 2 if isinstance(stride, int) else tuple(stride)
    pad = (padding,) * 2 if isinstance(padding, int) else tuple(padding)
    N, C, H, W = x.shape
    big = F.pad(x, (pad[1], pad[1], pad[0], pad[0]), value=float("-inf"))
    size = big.shape[2:]
    area = kernel[0] * kernel[1]
    cols = F.unfold(big.reshape(N * C, 1, *size), kernel, stride=stride)
    winner = cols.argmax(dim=1)
    onehot = F.one_hot(winner, area).transpose(1, 2).to(x.dtype)
    spread = torch.ones_like(onehot) * grad_out.reshape(N * C, 1, -1)  # <- wrong
    back = F.fold(spread, size, kernel, stride=stride)
    back = back.reshape(N, C, *size)
    return back[:, :, pad[0]:size[0] - pad[0], pad[1]:size[1] - pad[1]]
