import torch


def pad_image(x, p):
    ph, pw = (p, p) if isinstance(p, int) else p
    N, C, H, W = x.shape
    out = torch.zeros(N, C, H + 2 * ph, W + 2 * pw, dtype=x.dtype)
    out[:, :, ph:ph + H, pw:pw + W] = x
    return out


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    # loops over output pixels
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    if not isinstance(padding, str):
        x = pad_image(x, padding)
    N, C, H, W = x.shape
    F, _, kh, kw = weight.shape
    H_out = (H - kh) // sh + 1
    W_out = (W - kw) // sw + 1
    out = torch.zeros(N, F, H_out, W_out, dtype=x.dtype)
    for i in range(H_out):
        for j in range(W_out):
            patch = x[:, :, i:i + kh, j:j + kw]
            for f in range(F):
                out[:, f, i, j] = (patch * weight[f]).sum(dim=(1, 2, 3))
    if bias is not None:
        out += bias.reshape(1, F, 1, 1)
    return out
