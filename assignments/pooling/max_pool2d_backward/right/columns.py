"""Windows as columns (unfold), a mark at the first maximum of each, and fold adds everything up again."""

import torch
import torch.nn.functional as F


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    def pair(v):
        return (v, v) if isinstance(v, int) else tuple(v)

    kernel, pads = pair(kernel_size), pair(padding)
    stride = kernel if stride is None else pair(stride)
    n, c, h, w = x.shape
    big = F.pad(x, (pads[1], pads[1], pads[0], pads[0]), value=float("-inf")).reshape(n * c, 1, h + 2 * pads[0], -1)
    columns = F.unfold(big, kernel, stride=stride)  # (n*c, kh*kw, places)
    winner = F.one_hot(columns.argmax(dim=1), kernel[0] * kernel[1]).transpose(1, 2).to(x.dtype)
    spread = winner * grad_out.reshape(n * c, 1, -1)
    whole = F.fold(spread, tuple(big.shape[2:]), kernel, stride=stride).reshape(n, c, *big.shape[2:])
    return whole[:, :, pads[0] : pads[0] + h, pads[1] : pads[1] + w]
