# task: convolution/patch_embedding
# kind: repeated
# style: loops
# half: held
# wrong: The patches overlap: both loops move by one pixel.
# right 16: for top in range(0, height, patch_h):
# right 17: for left in range(0, width, patch_w):
# Патчи циклами
import torch


def patch_embedding(x, weight, bias=None):
    batch, channels, height, width = x.shape
    n_filters, _, patch_h, patch_w = weight.shape
    tokens = []
    for top in range(0, height - patch_h + 1):  # <- wrong
        for left in range(0, width - patch_w + 1):  # <- wrong
            patch = x[:, :, top:top + patch_h, left:left + patch_w]
            token = (patch[:, None] * weight[None]).sum(dim=(2, 3, 4))
            if bias is not None:
                token = token + bias
            tokens.append(token)
    return torch.stack(tokens, dim=1)


def scale(f):
    smallest = f.min()
    f = f - smallest
    return f / f.max()


def filter_grid(weight, columns):
    n, c, kh, kw = weight.shape
    gap_x = torch.zeros(c, kh, 1, dtype=weight.dtype)
    empty = torch.zeros(c, kh, kw, dtype=weight.dtype)
    lines = []
    for start in range(0, n, columns):
        line = []
        for j in range(columns):
            k = start + j
            if j > 0:
                line.append(gap_x)
            line.append(scale(weight[k]) if k < n else empty)
        if start > 0:
            lines.append(torch.zeros(c, 1, columns * (kw + 1) - 1, dtype=weight.dtype))
        lines.append(torch.cat(line, dim=2))
    return torch.cat(lines, dim=1)


def principal_filters(weight, k):
    rows = weight.reshape(len(weight), -1)
    mean = rows.mean(dim=0, keepdim=True)
    _, _, V = torch.pca_lowrank((rows - mean).double(), q=min(rows.shape), center=False, niter=10)
    first = V[:, :k].T
    return first.reshape(k, *weight.shape[1:]).to(weight.dtype)
