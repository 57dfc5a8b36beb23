"""Window by window, number by number."""

import math

import torch

ACROSS = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
DOWN = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]


def edges(image):
    H, W = image.shape
    pixels = image.tolist()
    out = torch.zeros(H, W, dtype=image.dtype)
    for y in range(H):
        for x in range(W):
            gx = gy = 0.0
            for i in range(3):
                for j in range(3):
                    yy = min(max(y + i - 1, 0), H - 1)
                    xx = min(max(x + j - 1, 0), W - 1)
                    gx += ACROSS[i][j] * pixels[yy][xx]
                    gy += DOWN[i][j] * pixels[yy][xx]
            out[y, x] = math.sqrt(gx**2 + gy**2)
    return out


def find_pattern(image, pattern):
    kh, kw = pattern.shape
    p = pattern - pattern.mean()
    best, place = -2, None
    for i in range(image.shape[0] - kh + 1):
        for j in range(image.shape[1] - kw + 1):
            w = image[i : i + kh, j : j + kw]
            w = w - w.mean()
            score = (w * p).sum() / torch.sqrt((w**2).sum() * (p**2).sum())
            if score > best:
                best, place = score, (i, j)
    return place
