"""Views of all windows and one einsum for each gradient, all in float64."""

import torch


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    sh, sw = stride if not isinstance(stride, int) else (stride, stride)
    ph, pw = padding if not isinstance(padding, int) else (padding, padding)
    g, k = grad_out.double(), weight.double()
    N, C, H, W = x.shape
    padded = torch.zeros(N, C, H + 2 * ph, W + 2 * pw, dtype=torch.float64)
    padded[:, :, ph : H + ph, pw : W + pw] = x
    windows = padded.unfold(2, k.shape[2], sh).unfold(3, k.shape[3], sw)  # (N, C, H', W', kh, kw)
    dw = torch.einsum("nfyx,ncyxij->fcij", g, windows)
    dx = torch.zeros_like(padded)
    for y in range(g.shape[2]):
        for x_ in range(g.shape[3]):
            piece = torch.tensordot(g[:, :, y, x_], k, dims=1)  # (N, C, kh, kw)
            dx[:, :, y * sh : y * sh + k.shape[2], x_ * sw : x_ * sw + k.shape[3]] += piece
    if ph:
        dx = dx[:, :, ph:-ph]
    if pw:
        dx = dx[:, :, :, pw:-pw]
    return dx.float(), dw.float(), g.sum((0, 2, 3)).float()
