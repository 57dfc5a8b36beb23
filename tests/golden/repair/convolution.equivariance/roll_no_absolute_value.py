# task: convolution/equivariance
# kind: repeated
# style: torch
# half: tuned
# wrong: The largest difference is taken without the absolute value, in both functions.
# right 37: return diff.abs().max().item()
# right 43: return (after - before).abs().max().item()
import torch


def shift(x, rows, columns):
    N, C, H, W = x.shape
    out = torch.roll(x, shifts=(rows, columns), dims=(2, 3))
    # roll заворачивает, поэтому зануляем то, что пришло с другого края
    if abs(rows) >= H or abs(columns) >= W:
        return torch.zeros_like(x)
    if rows > 0:
        out[:, :, :rows, :] = 0
    elif rows < 0:
        out[:, :, rows:, :] = 0
    if columns > 0:
        out[:, :, :, :columns] = 0
    elif columns < 0:
        out[:, :, :, columns:] = 0
    return out


def crop(t, border):
    h, w = t.shape[-2:]
    return t[..., border:h - border, border:w - border]


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    moved_first = layer(shift(x, rows * stride, columns * stride))
    moved_after = shift(layer(x), rows, columns)
    diff = crop(moved_first, border) - crop(moved_after, border)
    return diff.max().item()  # <- wrong


def invariance_error(layer, x, rows, columns):
    before = layer(x)
    after = layer(shift(x, rows, columns))
    return (after - before).max().item()  # <- wrong


if __name__ == "__main__":
    conv = torch.nn.Conv2d(1, 2, 3, padding=1)
    print(equivariance_error(conv, torch.randn(1, 1, 8, 9), 1, 2, border=3))
