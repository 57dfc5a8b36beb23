# task: pooling/max_pool2d
# kind: single
# style: loops
# half: tuned
# wrong: In ceil_mode windows that begin behind the picture are kept.
# right 19: if ceil_mode and free % s != 0 and length * s < n + p:
import torch


def pair(v):
    if isinstance(v, int):
        return v, v
    return v


def out_len(n, k, s, p, d, ceil_mode):
    free = n + 2 * p - d * (k - 1) - 1
    length = free // s + 1
    if ceil_mode and free % s != 0:  # <- wrong
        length += 1
    return length


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    kh, kw = pair(kernel_size)
    sh, sw = pair(stride if stride is not None else kernel_size)
    ph, pw = pair(padding)
    dh, dw = pair(dilation)
    B, C, H, W = x.shape
    OH = out_len(H, kh, sh, ph, dh, ceil_mode)
    OW = out_len(W, kw, sw, pw, dw, ceil_mode)

    best = torch.full((B, C, OH, OW), float("-inf"), dtype=x.dtype)
    where = torch.zeros(B, C, OH, OW, dtype=torch.int64)
    # перебираем числа окна, для каждого берём все окна сразу
    for oi in range(OH):
        for oj in range(OW):
            for a in range(kh):
                for b in range(kw):
                    row = oi * sh - ph + a * dh
                    col = oj * sw - pw + b * dw
                    if row < 0 or row >= H or col < 0 or col >= W:
                        continue
                    value = x[:, :, row, col]
                    better = value > best[:, :, oi, oj]
                    best[:, :, oi, oj] = torch.where(better, value, best[:, :, oi, oj].clone())
                    where[:, :, oi, oj] = torch.where(better, row * W + col, where[:, :, oi, oj])
    if return_indices:
        return best, where
    return best
