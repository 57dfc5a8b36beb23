# task: convolution/patch_embedding
# kind: single
# style: class
# half: fresh
# wrong: The number of rows of the grid is rounded down.
# right 33: n_rows = -(-n_filters // columns)
import torch
from torch import nn
import torch.nn.functional as F


class PatchEmbed(nn.Module):
    """Как в timm: свёртка с шагом, равным размеру патча."""

    def __init__(self, weight, bias):
        super().__init__()
        self.weight = weight
        self.bias = bias
        self.patch_size = tuple(weight.shape[2:])

    def forward(self, x):
        x = F.conv2d(x, self.weight, self.bias, stride=self.patch_size)
        x = x.flatten(2)
        return x.transpose(1, 2)


def patch_embedding(x, weight, bias=None):
    return PatchEmbed(weight, bias)(x)


def filter_grid(weight, columns):
    n_filters, C, kh, kw = weight.shape
    n_rows = n_filters // columns + 1  # <- wrong
    flat = weight.flatten(1)
    lo = flat.min(dim=1).values.view(-1, 1, 1, 1)
    hi = flat.max(dim=1).values.view(-1, 1, 1, 1)
    scaled = (weight - lo) / (hi - lo)
    grid = torch.zeros(C, n_rows * (kh + 1) - 1, columns * (kw + 1) - 1, dtype=weight.dtype)
    for idx in range(n_filters):
        r, c = divmod(idx, columns)
        y, x = r * (kh + 1), c * (kw + 1)
        grid[:, y:y + kh, x:x + kw] = scaled[idx]
    return grid


def principal_filters(weight, k):
    rows = weight.flatten(1)
    rows = rows - rows.mean(dim=0, keepdim=True)
    cov = rows.T @ rows / (len(rows) - 1)
    values, vectors = torch.linalg.eigh(cov)
    order = values.argsort(descending=True)
    top = vectors[:, order[:k]].T
    return top.reshape(k, *weight.shape[1:])
