# task: convolution/patch_embedding
# kind: hopeless
# style: torch
# half: tuned
# wrong: The picture is cut as it lies in memory, the grid has no gaps and no scaling, the components are the longest filters.
import torch


def patch_embedding(x, weight, bias=None):
    f = weight.shape[0]
    p = x.view(x.shape[0], -1, weight[0].numel())
    return p @ weight.view(-1, f)


def filter_grid(weight, columns):
    rows = weight.shape[0] // columns
    lines = []
    for r in range(rows):
        line = [weight[r * columns + c] for c in range(columns)]
        lines.append(torch.cat(line, dim=2))
    return torch.cat(lines, dim=1).mean(0)


def principal_filters(weight, k):
    norms = weight.flatten(1).norm(dim=1)
    top = norms.topk(k).indices
    return weight[top]
