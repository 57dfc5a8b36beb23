import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    # numpy is faster than torch for loops
    x = np.asarray(x.detach())
    weight = np.asarray(weight.detach())
    s = stride if isinstance(stride, int) else stride[0]
    p = padding if isinstance(padding, int) else 0
    x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    out = np.zeros((n, f, (h - kh) // s + 1, (w - kw) // s + 1), dtype=x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, None, :, i * s:i * s + kh, j * s:j * s + kw]
            out[:, :, i, j] = (window * weight[None]).sum(axis=(2, 3, 4))
    if bias is not None:
        out += np.asarray(bias.detach())[None, :, None, None]
    return out
