# task: pooling/max_pool2d
# kind: single
# style: torch
# half: fresh
# wrong: The dilated kernel is counted as k times d.
# right 16: span = d * (k - 1) + 1
import torch
import torch.nn.functional as F


def couple(v):
    return [v, v] if isinstance(v, int) else list(v)


def n_windows(size, k, s, p, d, ceil_mode):
    span = d * k  # <- wrong
    rest = size + 2 * p - span
    if ceil_mode:
        count = -(-rest // s) + 1
        # последнее окно должно начинаться внутри картинки или слева от неё
        if (count - 1) * s >= size + p:
            count -= 1
        return count
    return rest // s + 1


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    k = couple(kernel_size)
    s = couple(stride) if stride is not None else k
    p = couple(padding)
    d = couple(dilation)
    haut, large = x.shape[-2:]
    rows = n_windows(haut, k[0], s[0], p[0], d[0], ceil_mode)
    cols = n_windows(large, k[1], s[1], p[1], d[1], ceil_mode)
    need_h = (rows - 1) * s[0] + d[0] * (k[0] - 1) + 1
    need_w = (cols - 1) * s[1] + d[1] * (k[1] - 1) + 1
    more = (p[1], max(need_w - large - p[1], 0), p[0], max(need_h - haut - p[0], 0))
    big = F.pad(x, more, value=float("-inf"))
    numbers = torch.arange(haut * large).view(1, 1, haut, large)
    numbers = F.pad(numbers, more, value=-1)
    values, places = [], []
    for a in range(k[0]):
        for b in range(k[1]):
            r = slice(a * d[0], a * d[0] + (rows - 1) * s[0] + 1, s[0])
            c = slice(b * d[1], b * d[1] + (cols - 1) * s[1] + 1, s[1])
            values.append(big[:, :, r, c])
            places.append(numbers[:, :, r, c])
    values = torch.stack(values)
    places = torch.stack(places).expand(values.shape)
    best = values.argmax(dim=0, keepdim=True)
    out = values.gather(0, best)[0]
    if return_indices:
        return out, places.gather(0, best)[0]
    return out
