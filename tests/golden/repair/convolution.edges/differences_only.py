# task: convolution/edges
# kind: hopeless
# style: numpy
# half: held
# wrong: Differences of neighbours instead of Sobel, scaled to 255, and the pattern is searched by the sum of squared differences.
import numpy as np
import torch


def edges(image):
    a = image.numpy()
    gx = np.zeros_like(a)
    gy = np.zeros_like(a)
    gx[:, 1:] = a[:, 1:] - a[:, :-1]
    gy[1:, :] = a[1:, :] - a[:-1, :]
    g = np.abs(gx) + np.abs(gy)
    g = 255 * g / g.max()
    return torch.tensor(g)


def find_pattern(image, pattern):
    a, p = image.numpy(), pattern.numpy()
    h, w = p.shape
    best = None
    for i in range(a.shape[0] - h):
        for j in range(a.shape[1] - w):
            d = ((a[i:i + h, j:j + w] - p) ** 2).sum()
            if best is None or d < best[0]:
                best = (d, i, j)
    return best[2], best[1]
