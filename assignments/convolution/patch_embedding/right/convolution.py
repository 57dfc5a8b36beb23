"""The layer as a convolution; the grid by padding and joining; components from the covariance matrix."""

import torch
import torch.nn.functional as F


def patch_embedding(x, weight, bias=None):
    maps = F.conv2d(x, weight, bias, stride=weight.shape[-2:])
    return maps.flatten(2).transpose(1, 2)


def filter_grid(weight, columns):
    n, c, kh, kw = weight.shape
    flat = weight.flatten(1)
    low = flat.min(1).values.view(-1, 1, 1, 1)
    high = flat.max(1).values.view(-1, 1, 1, 1)
    tiles = (weight - low) / (high - low + 1e-8)
    tiles = F.pad(tiles, (0, 1, 0, 1))
    missing = -n % columns
    tiles = torch.cat([tiles, tiles.new_zeros(missing, c, kh + 1, kw + 1)])
    tiles = tiles.view(-1, columns, c, kh + 1, kw + 1)
    picture = tiles.permute(2, 0, 3, 1, 4).reshape(c, -1, columns * (kw + 1))
    return picture[:, :-1, :-1]


def principal_filters(weight, k):
    covariance = torch.cov(weight.flatten(1).T)
    values, vectors = torch.linalg.eigh(covariance)
    order = values.argsort(descending=True)[:k]
    return vectors[:, order].T.reshape(k, *weight.shape[1:])
