"""Everything by convolutions: sums over windows come from kernels of ones; torch.unravel_index splits the number."""

import torch
import torch.nn.functional as F
from torch import nn


def edges(image):
    sobel_x = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    layers = []
    for kernel in (sobel_x, sobel_x.t()):
        conv = nn.Conv2d(1, 1, 3, padding=1, padding_mode="replicate", bias=False)
        conv.weight.data = kernel.reshape(1, 1, 3, 3).to(image.dtype)
        layers.append(conv)
    with torch.no_grad():
        gx, gy = (conv(image[None, None])[0, 0] for conv in layers)
    return torch.hypot(gx, gy)


def find_pattern(image, pattern):
    def correlate(picture, kernel):
        return F.conv2d(picture[None, None], kernel[None, None])[0, 0]

    ones = torch.ones_like(pattern)
    n = pattern.numel()
    mean = correlate(image, ones) / n
    variance = correlate(image**2, ones) / n - mean**2
    covariance = correlate(image, pattern) / n - mean * pattern.mean()
    score = covariance / ((variance.clamp(min=0) + 1e-6).sqrt() * pattern.std())
    return torch.unravel_index(score.argmax(), score.shape)
