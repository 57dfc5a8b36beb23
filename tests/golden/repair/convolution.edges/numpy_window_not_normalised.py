# task: convolution/edges
# kind: single
# style: numpy
# half: tuned
# wrong: The result is not divided by the length of each window.
# right 42: corr = conv_valid(img, pat) / std
import numpy as np
import torch


def conv_valid(img, kernel):
    kh, kw = kernel.shape
    oh = img.shape[0] - kh + 1
    ow = img.shape[1] - kw + 1
    out = np.zeros((oh, ow))
    for a in range(kh):
        for b in range(kw):
            out += kernel[a, b] * img[a:a + oh, b:b + ow]
    return out


def edges(image):
    img = np.pad(image.numpy().astype(np.float64), 1, mode="edge")
    Kx = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    Ky = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]])
    Gx = conv_valid(img, Kx)
    Gy = conv_valid(img, Ky)
    G = np.hypot(Gx, Gy)
    return torch.tensor(G, dtype=image.dtype)


def find_pattern(image, pattern):
    img = image.numpy().astype(np.float64)
    pat = pattern.numpy().astype(np.float64)
    kh, kw = pat.shape
    n = kh * kw
    ones = np.ones((kh, kw))
    pat = pat - pat.mean()
    mean = conv_valid(img, ones) / n
    sq = conv_valid(img ** 2, ones)
    std = np.sqrt(sq - n * mean ** 2)
    corr = conv_valid(img, pat) / np.sqrt((pat ** 2).sum())  # <- wrong
    # argmax по всей карте
    where = np.unravel_index(np.argmax(corr), corr.shape)
    return int(where[0]), int(where[1])
