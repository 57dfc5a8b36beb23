# task: convolution/conv2d_backward
# kind: hopeless
# style: loops
# half: tuned
# wrong: An attempt at a full correlation without flip and stride, grad_weight without padding, grad_bias a single number.
import torch


def full_corr(g, w):
    N, F, h, wd = g.shape
    _, C, k, l = w.shape
    g = torch.nn.functional.pad(g, (l - 1, l - 1, k - 1, k - 1))
    res = torch.zeros(N, C, h + k - 1, wd + l - 1)
    for i in range(res.shape[2]):
        for j in range(res.shape[3]):
            win = g[:, :, i:i + k, j:j + l]
            res[:, :, i, j] = torch.einsum("nfab,fcab->nc", win, w)
    return res


def conv2d_backward(grad_out, x, weight, stride=1, padding=0):
    # тут надо как-то учесть stride, не понял как
    dx = full_corr(grad_out, weight)
    dw = torch.zeros_like(weight)
    h, w = grad_out.shape[2:]
    for a in range(weight.shape[2]):
        for b in range(weight.shape[3]):
            piece = x[:, :, a:a + h, b:b + w]
            if piece.shape[2:] == grad_out.shape[2:]:
                dw[:, :, a, b] = torch.einsum("nfij,ncij->fc", grad_out, piece)
    return dx, dw, grad_out.sum()
