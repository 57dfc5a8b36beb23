"""Tap by tap over all windows at once: whoever equals the maximum first takes the gradient. In float64."""

import torch


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    stride = kernel_size if stride is None else stride
    kh, kw, sh, sw, ph, pw = (
        v for option in (kernel_size, stride, padding) for v in ((option, option) if isinstance(option, int) else option)
    )
    H, W = x.shape[-2:]
    rows, cols = grad_out.shape[-2:]
    image = torch.nn.functional.pad(x.double(), (pw, pw, ph, ph), value=-torch.inf)
    taps = [
        (slice(a, a + (rows - 1) * sh + 1, sh), slice(b, b + (cols - 1) * sw + 1, sw))
        for a in range(kh)
        for b in range(kw)
    ]
    best = image[:, :, taps[0][0], taps[0][1]]
    for r, s in taps[1:]:
        best = torch.maximum(best, image[:, :, r, s])

    grad = torch.zeros_like(image)
    free = torch.ones_like(best, dtype=torch.bool)
    for r, s in taps:
        wins = (image[:, :, r, s] == best) & free
        grad[:, :, r, s] += wins * grad_out
        free &= ~wins
    return grad[:, :, ph : ph + H, pw : pw + W]
