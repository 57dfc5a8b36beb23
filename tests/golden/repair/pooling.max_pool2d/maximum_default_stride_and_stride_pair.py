# task: pooling/max_pool2d
# kind: two
# style: vectorised
# half: tuned
# wrong: Without a stride the windows move by one pixel, and the stride is read as (columns, rows).
# right 33: stride = kernel_size
# right 34: sy, sx = two(stride)
# max pooling через сдвиги и torch.maximum (без цикла по выходу)
import torch

NEG = float("-inf")


def two(a):
    if isinstance(a, (tuple, list)):
        return a
    return (a, a)


def out_size(n, k, s, p, d, ceil_mode):
    reach = d * (k - 1) + 1
    if ceil_mode:
        o = (n + 2 * p - reach + s - 1) // s + 1
        while (o - 1) * s >= n + p:
            o -= 1
        return o
    return (n + 2 * p - reach) // s + 1


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    R, S = two(kernel_size)
    if stride is None:
        stride = 1  # <- wrong 1
    sx, sy = two(stride)  # <- wrong 2
    py, px = two(padding)
    dy, dx = two(dilation)
    n, c, rows, cols = x.shape
    out_r = out_size(rows, R, sy, py, dy, ceil_mode)
    out_c = out_size(cols, S, sx, px, dx, ceil_mode)
    tall = max((out_r - 1) * sy + dy * (R - 1) + 1, rows + py)
    wide = max((out_c - 1) * sx + dx * (S - 1) + 1, cols + px)

    frame = torch.full((n, c, tall, wide), NEG, dtype=x.dtype)
    frame[:, :, py:py + rows, px:px + cols] = x
    numbers = torch.full((tall, wide), -1)
    numbers[py:py + rows, px:px + cols] = torch.arange(rows * cols).view(rows, cols)

    best = None
    for r in range(R):
        for s in range(S):
            top = r * dy
            left = s * dx
            ys = slice(top, top + sy * (out_r - 1) + 1, sy)
            xs = slice(left, left + sx * (out_c - 1) + 1, sx)
            now = frame[:, :, ys, xs]
            num = numbers[ys, xs].expand_as(now)
            if best is None:
                best, idx = now, num
            else:
                win = now > best
                best = torch.where(win, now, best)
                idx = torch.where(win, num, idx)
    return (best, idx) if return_indices else best
