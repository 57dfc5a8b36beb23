"""grad_x as a full convolution of the spread grad_out with the flipped kernel, grad_weight as a correlation."""

import torch


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def correlate(a, b):
    """Valid correlation by shifts: (N, A, H, W) and (A, B, kh, kw) -> (N, B, H - kh + 1, W - kw + 1)."""
    rows, columns = a.shape[2] - b.shape[2] + 1, a.shape[3] - b.shape[3] + 1
    total = 0
    for i in range(b.shape[2]):
        for j in range(b.shape[3]):
            total = total + torch.einsum("nahw,ab->nbhw", a[:, :, i : i + rows, j : j + columns], b[:, :, i, j])
    return total


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    (sh, sw), (ph, pw) = two(stride), two(padding)
    n, f, oh, ow = grad_out.shape
    kh, kw = weight.shape[2:]
    H, W = x.shape[2:]
    # as many places as at stride 1, those that the stride left out hold zeros
    spread = grad_out.new_zeros(n, f, H + 2 * ph - kh + 1, W + 2 * pw - kw + 1)
    spread[:, :, ::sh, ::sw][:, :, :oh, :ow] = grad_out

    around = torch.nn.functional.pad(spread, (kw - 1 - pw,) * 2 + (kh - 1 - ph,) * 2)
    grad_x = correlate(around, weight.flip(2, 3))

    padded = torch.nn.functional.pad(x, (pw, pw, ph, ph))
    # pictures and channels change places: the batch is what is summed over
    grad_weight = correlate(padded.transpose(0, 1), spread).transpose(0, 1)
    return grad_x, grad_weight, torch.einsum("nfhw->f", grad_out)
