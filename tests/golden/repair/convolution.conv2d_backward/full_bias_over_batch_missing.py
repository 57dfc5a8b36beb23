# task: convolution/conv2d_backward
# kind: single
# style: vectorised
# half: held
# wrong: grad_bias is not summed over the batch.
# right 49: db = grad_out.sum(3).sum(2).sum(0)
import torch
import torch.nn.functional as F


def as_pair(v):
    return v if isinstance(v, (list, tuple)) else (v, v)


def dilate(g, s1, s2):
    """Вставляем нули между числами градиента."""
    n, f, h, w = g.shape
    out = torch.zeros(n, f, (h - 1) * s1 + 1, (w - 1) * s2 + 1, dtype=g.dtype)
    out[:, :, ::s1, ::s2] = g
    return out


def correlate(a, b):
    """a: (n, f, H, W), b: (f, c, kh, kw) -> (n, c, H - kh + 1, W - kw + 1)"""
    kh, kw = b.shape[2:]
    win = a.unfold(2, kh, 1).unfold(3, kw, 1)
    return torch.einsum("nfijab,fcab->ncij", win, b)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    s1, s2 = as_pair(stride)
    p1, p2 = as_pair(padding)
    H, W = x.shape[2:]
    kh, kw = weight.shape[2:]
    big = dilate(grad_out, s1, s2)
    # хвост, которого не коснулось ни одно окно
    rest_h = H + 2 * p1 - kh + 1 - big.shape[2]
    rest_w = W + 2 * p2 - kw + 1 - big.shape[3]
    big = F.pad(big, (0, rest_w, 0, rest_h))

    full = F.pad(big, (kw - 1, kw - 1, kh - 1, kh - 1))
    dx = correlate(full, weight.flip(2, 3))
    dx = dx[:, :, p1:dx.shape[2] - p1, p2:dx.shape[3] - p2]

    xp = F.pad(x, (p2, p2, p1, p1))
    gh, gw = big.shape[2:]
    win = xp.unfold(2, gh, 1).unfold(3, gw, 1)  # (N, C, kh, kw, gh, gw)
    dw = torch.einsum("nchwij,nfij->fchw", win, big)
    db = grad_out.sum(3).sum(2)  # <- wrong
    return dx, dw, db
