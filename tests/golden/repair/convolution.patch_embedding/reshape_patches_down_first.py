# task: convolution/patch_embedding
# kind: single
# style: vectorised
# half: tuned
# wrong: The patches stand column by column.
# right 15: patches = patches.permute(0, 2, 4, 1, 3, 5)
import torch


def patch_embedding(x, weight, bias=None):
    N, C, H, W = x.shape
    D, _, P, Q = weight.shape
    # режем на патчи без свёртки
    patches = x.reshape(N, C, H // P, P, W // Q, Q)
    patches = patches.permute(0, 4, 2, 1, 3, 5)  # <- wrong
    patches = patches.reshape(N, (H // P) * (W // Q), C * P * Q)
    tokens = patches @ weight.reshape(D, -1).t()
    if bias is not None:
        tokens = tokens + bias
    return tokens


def normalise(w):
    lo = w.amin(dim=(1, 2, 3), keepdim=True)
    hi = w.amax(dim=(1, 2, 3), keepdim=True)
    return (w - lo) / (hi - lo)


def filter_grid(weight, columns):
    D, C, P, Q = weight.shape
    n_rows = -(-D // columns)
    tiles = torch.zeros(n_rows * columns, C, P + 1, Q + 1, dtype=weight.dtype)
    tiles[:D, :, :P, :Q] = normalise(weight)
    tiles = tiles.reshape(n_rows, columns, C, P + 1, Q + 1)
    picture = tiles.permute(2, 0, 3, 1, 4).reshape(C, n_rows * (P + 1), columns * (Q + 1))
    return picture[:, :-1, :-1]


def principal_filters(weight, k):
    D = weight.shape[0]
    M = weight.reshape(D, -1).double()
    M = M - M.mean(0)
    cov = M.t() @ M / (D - 1)
    values, vectors = torch.linalg.eigh(cov)
    order = torch.argsort(values, descending=True)
    best = vectors[:, order[:k]]
    return best.t().reshape(k, *weight.shape[1:]).to(weight.dtype)
