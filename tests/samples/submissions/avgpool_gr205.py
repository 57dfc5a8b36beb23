import torch


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (kh, kw) if stride is None else ((stride, stride) if isinstance(stride, int) else stride)
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    big = x.new_zeros(N, C, H + 2 * ph, W + 2 * pw)
    big[:, :, ph:ph + H, pw:pw + W] = x
    Ho = (H + 2 * ph - kh) // sh + 1
    Wo = (W + 2 * pw - kw) // sw + 1
    out = x.new_zeros(N, C, Ho, Wo)
    for i in range(Ho):
        for j in range(Wo):
            window = big[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw]
            # sum of the window
            out[:, :, i, j] = window.sum(dim=(2, 3))
    return out
