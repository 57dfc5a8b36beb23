# task: pooling/avg_pool2d
# kind: two
# style: loops
# half: held
# wrong: ceil_mode works the wrong way round, and the width is pooled with the height of the window.
# right 13: if ceil_mode:
# right 37: w2 = min(w1 + pool_w, W + pad_w)
# Average pooling, наивно
import torch


def size_out(n, k, s, p, ceil_mode):
    if not ceil_mode:  # <- wrong 1
        out = -(-(n + 2 * p - k) // s) + 1
        if (out - 1) * s >= n + p:
            out -= 1
    else:
        out = (n + 2 * p - k) // s + 1
    return out


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    if stride is None:
        stride = kernel_size
    pool_h, pool_w = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    step_h, step_w = stride if isinstance(stride, tuple) else (stride, stride)
    pad_h, pad_w = padding if isinstance(padding, tuple) else (padding, padding)
    N, C, H, W = x.shape
    H_out = size_out(H, pool_h, step_h, pad_h, ceil_mode)
    W_out = size_out(W, pool_w, step_w, pad_w, ceil_mode)
    out = torch.zeros(N, C, H_out, W_out, dtype=x.dtype)
    for h in range(H_out):
        for w in range(W_out):
            h1 = h * step_h - pad_h
            w1 = w * step_w - pad_w
            h2 = min(h1 + pool_h, H + pad_h)
            w2 = min(w1 + pool_h, W + pad_w)  # <- wrong 2
            count = (h2 - h1) * (w2 - w1)
            h1 = max(h1, 0)
            w1 = max(w1, 0)
            h2 = min(h2, H)
            w2 = min(w2, W)
            if not count_include_pad:
                count = (h2 - h1) * (w2 - w1)
            out[:, :, h, w] = x[:, :, h1:h2, w1:w2].sum(dim=(2, 3)) / count
    return out
