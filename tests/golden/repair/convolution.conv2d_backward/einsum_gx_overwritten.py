# task: convolution/conv2d_backward
# kind: single
# style: vectorised
# half: tuned
# wrong: = for += in grad_x in the loop over the kernel: the last number of the kernel survives.
# right 26: gx[:, :, r_idx, s_idx] += torch.einsum("nkij,kc->ncij", grad_out, weight[:, :, r, s])
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
            gx[:, :, r_idx, s_idx] = torch.einsum("nkij,kc->ncij", grad_out, weight[:, :, r, s])  # <- wrong
    gx = gx[:, :, ph:ph + rows, pw:pw + cols]
    gb = grad_out.sum(dim=(0, 2, 3))
    return gx, gw, gb
