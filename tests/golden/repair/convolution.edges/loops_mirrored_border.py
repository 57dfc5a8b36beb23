# task: convolution/edges
# kind: repeated
# style: loops
# half: held
# wrong: The picture is mirrored at its border instead of repeating the border pixels.
# right 20: yy = min(max(y - 1, 0), H - 1)
# right 21: xx = min(max(x - 1, 0), W - 1)
# Контуры и поиск шаблона
# вариант на чистых циклах
import math

import torch


def replicate(image):
    H, W = image.shape
    big = torch.zeros(H + 2, W + 2, dtype=image.dtype)
    for y in range(H + 2):
        for x in range(W + 2):
            yy = abs(y - 1) if y - 1 < H else H - 2  # <- wrong
            xx = abs(x - 1) if x - 1 < W else W - 2  # <- wrong
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
            result[y, x] = torch.sqrt(a * a + d * d)
    return result


def correlation(w, p):
    w = w - w.mean()
    p = p - p.mean()
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
