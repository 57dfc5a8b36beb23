"""Patch by patch and filter by filter; the components one after another by power iteration."""

import torch


def patch_embedding(x, weight, bias=None):
    N, C, H, W = x.shape
    F, _, kh, kw = weight.shape
    rows = []
    for n in range(N):
        words = []
        for i in range(0, H, kh):
            for j in range(0, W, kw):
                patch = x[n, :, i : i + kh, j : j + kw]
                numbers = [(patch * weight[f]).sum() for f in range(F)]
                words.append(torch.stack(numbers))
        rows.append(torch.stack(words))
    out = torch.stack(rows)
    if bias is not None:
        out += bias
    return out


def filter_grid(weight, columns):
    lines = []
    C, kh, kw = weight.shape[1:]
    for start in range(0, len(weight), columns):
        line = []
        for i in range(start, start + columns):
            if i < len(weight):
                one = weight[i] - weight[i].min()
                one = one / one.max()
            else:
                one = torch.zeros(C, kh, kw, dtype=weight.dtype)
            if line:
                line.append(torch.zeros(C, kh, 1, dtype=weight.dtype))
            line.append(one)
        line = torch.cat(line, dim=2)
        if lines:
            lines.append(torch.zeros(C, 1, line.shape[2], dtype=weight.dtype))
        lines.append(line)
    return torch.cat(lines, dim=1)


def principal_filters(weight, k):
    X = weight.reshape(weight.shape[0], -1)
    X = X - X.mean(dim=0)
    found = []
    for _ in range(k):
        v = torch.randn(X.shape[1], dtype=X.dtype)
        for _ in range(60):
            v = X.T @ (X @ v)
            v = v / v.norm()
        found.append(v.reshape(weight.shape[1:]))
        X = X - torch.outer(X @ v, v)
    return torch.stack(found)
