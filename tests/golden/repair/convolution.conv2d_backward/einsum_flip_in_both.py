# task: convolution/conv2d_backward
# kind: repeated
# style: vectorised
# half: tuned
# wrong: The kernel is taken upside down in both gradients.
# right 26: gw[:, :, r, s] = torch.einsum("nkij,ncij->kc", grad_out, cache[:, :, r_idx, s_idx])
# right 27: gx[:, :, r_idx, s_idx] += torch.einsum("nkij,kc->ncij", grad_out, weight[:, :, r, s])
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
            gw[:, :, R - 1 - r, S - 1 - s] = torch.einsum("nkij,ncij->kc", grad_out, cache[:, :, r_idx, s_idx])  # <- wrong
            gx[:, :, r_idx, s_idx] += torch.einsum("nkij,kc->ncij", grad_out, weight[:, :, R - 1 - r, S - 1 - s])  # <- wrong
    gx = gx[:, :, ph:ph + rows, pw:pw + cols]
    gb = grad_out.sum(dim=(0, 2, 3))
    return gx, gw, gb
