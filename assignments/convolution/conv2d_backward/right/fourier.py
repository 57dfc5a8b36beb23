"""Both large gradients by the Fourier transform: products of spectra instead of sums over windows."""

import torch


def _pair(v):
    return (v, v) if isinstance(v, int) else tuple(v)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    stride, padding = _pair(stride), _pair(padding)
    size = [x.shape[2] + 2 * padding[0], x.shape[3] + 2 * padding[1]]
    kh, kw = weight.shape[2:]
    big = torch.zeros(*x.shape[:2], *size)
    big[:, :, padding[0] : padding[0] + x.shape[2], padding[1] : padding[1] + x.shape[3]] = x
    spread = torch.zeros(*grad_out.shape[:2], *size)
    last = (grad_out.shape[2] - 1) * stride[0] + 1, (grad_out.shape[3] - 1) * stride[1] + 1
    spread[:, :, : last[0] : stride[0], : last[1] : stride[1]] = grad_out

    xf, gf, wf = torch.fft.rfft2(big), torch.fft.rfft2(spread), torch.fft.rfft2(weight, s=size)
    dw = torch.fft.irfft2(torch.einsum("nchw,nfhw->fchw", xf, gf.conj()), s=size)[:, :, :kh, :kw]
    dx = torch.fft.irfft2(torch.einsum("nfhw,fchw->nchw", gf, wf), s=size)
    dx = dx[:, :, padding[0] : padding[0] + x.shape[2], padding[1] : padding[1] + x.shape[3]]
    return dx, dw, grad_out.sum(dim=[0, 2, 3])
