"""Average pooling with unfold, applied to the picture and to a picture of ones that does the counting."""

import torch
import torch.nn.functional as F


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    pair = lambda v: (v, v) if isinstance(v, int) else tuple(v)  # noqa: E731
    k, p = pair(kernel_size), pair(padding)
    s = pair(stride) if stride is not None else k
    n, c, h, w = x.shape

    out, beyond = [], []
    for size, kk, ss, pp in zip((h, w), k, s, p, strict=True):
        room = size + 2 * pp - kk
        count = room // ss + 1
        if ceil_mode:
            count = -(-room // ss) + 1
            if (count - 1) * ss >= size + pp:
                count -= 1
        out.append(count)
        beyond.append(max((count - 1) * ss + kk - size - 2 * pp, 0))

    around = (p[1], p[1], p[0], p[0])
    ones = torch.ones(1, 1, h, w, dtype=x.dtype)
    ones = F.pad(ones, around, value=1.0 if count_include_pad else 0.0)
    extra = (0, beyond[1], 0, beyond[0])
    picture = F.pad(F.pad(x, around), extra).reshape(n * c, 1, h + 2 * p[0] + beyond[0], -1)
    ones = F.pad(ones, extra)

    sums = F.unfold(picture, k, stride=s).sum(dim=1)
    counts = F.unfold(ones, k, stride=s).sum(dim=1)
    rows = (picture.shape[2] - k[0]) // s[0] + 1
    return (sums / counts).reshape(n, c, rows, -1)[:, :, : out[0], : out[1]]
