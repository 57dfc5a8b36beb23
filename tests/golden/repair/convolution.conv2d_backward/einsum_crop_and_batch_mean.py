# task: convolution/conv2d_backward
# kind: two
# style: vectorised
# half: tuned
# wrong: The border stays on grad_x on the upper left side, and grad_bias is divided by the batch.
# right 28: gx = gx[:, :, ph:ph + rows, pw:pw + cols]
# right 29: gb = grad_out.sum(dim=(0, 2, 3))
import torch


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    # цикл по числам ядра, всё остальное einsum
    (sh, sw), (ph, pw) = [(v, v) if isinstance(v, int) else v for v in (stride, padding)]
    N, C, rows, cols = x.shape
    K, _, R, S = weight.shape
    out_r, out_c = grad_out.shape[2:]

    cache = torch.zeros(N, C, rows + 2 * ph, cols + 2 * pw, dtype=x.dtype)
    cache[..., ph:ph + rows, pw:pw + cols] = x
    gx = torch.zeros_like(cache)
    gw = torch.zeros_like(weight)
    for r in range(R):
        for s in range(S):
            r_idx = slice(r, r + sh * (out_r - 1) + 1, sh)
            s_idx = slice(s, s + sw * (out_c - 1) + 1, sw)
            gw[:, :, r, s] = torch.einsum("nkij,ncij->kc", grad_out, cache[:, :, r_idx, s_idx])
            gx[:, :, r_idx, s_idx] += torch.einsum("nkij,kc->ncij", grad_out, weight[:, :, r, s])
    gx = gx[:, :, 0:rows, 0:cols]  # <- wrong 1
    gb = grad_out.sum(dim=(0, 2, 3)) / N  # <- wrong 2
    return gx, gw, gb
