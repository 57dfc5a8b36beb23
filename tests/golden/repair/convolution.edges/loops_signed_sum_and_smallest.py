# task: convolution/edges
# kind: two
# style: loops
# half: held
# wrong: The two results are added with their signs, and the sign of the pattern is turned, so its negative is found.
# right 37: result[y, x] = torch.sqrt(a * a + d * d)
# right 43: p = p - p.mean()
# Контуры и поиск шаблона
# вариант на чистых циклах
import math

import torch


def replicate(image):
    H, W = image.shape
    big = torch.zeros(H + 2, W + 2, dtype=image.dtype)
    for y in range(H + 2):
        for x in range(W + 2):
            yy = min(max(y - 1, 0), H - 1)
            xx = min(max(x - 1, 0), W - 1)
            big[y, x] = image[yy, xx]
    return big


def edges(image):
    H, W = image.shape
    big = replicate(image)
    across = torch.tensor([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=image.dtype)
    down = across.t()
    result = torch.zeros(H, W, dtype=image.dtype)
    for y in range(H):
        for x in range(W):
            patch = big[y:y + 3, x:x + 3]
            a = (patch * across).sum()
            d = (patch * down).sum()
            result[y, x] = (a + d).abs()  # <- wrong 1
    return result


def correlation(w, p):
    w = w - w.mean()
    p = p.mean() - p  # <- wrong 2
    top = (w * p).sum().item()
    bottom = math.sqrt((w ** 2).sum().item()) * math.sqrt((p ** 2).sum().item())
    return top / bottom


def find_pattern(image, pattern):
    image, pattern = image.double(), pattern.double()
    kh, kw = pattern.shape
    best, place = -2, (0, 0)
    for y in range(image.shape[0] - kh + 1):
        for x in range(image.shape[1] - kw + 1):
            r = correlation(image[y:y + kh, x:x + kw], pattern)
            if r > best:
                best = r
                place = (y, x)
    return place
