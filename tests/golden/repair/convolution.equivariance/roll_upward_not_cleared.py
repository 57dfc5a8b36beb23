# task: convolution/equivariance
# kind: repeated
# style: torch
# half: tuned
# wrong: For negative numbers the other edge is not made zero: what left comes in again.
# insert after 18:     elif rows < 0:\n        out[:, :, rows:, :] = 0
# insert after 20:     elif columns < 0:\n        out[:, :, :, columns:] = 0
import torch


def shift(x, rows, columns):
    N, C, H, W = x.shape
    out = torch.roll(x, shifts=(rows, columns), dims=(2, 3))
    # roll заворачивает, поэтому зануляем то, что пришло с другого края
    if abs(rows) >= H or abs(columns) >= W:
        return torch.zeros_like(x)
    if rows > 0:
        out[:, :, :rows, :] = 0  # <- wrong here
    if columns > 0:  # <- wrong here
        out[:, :, :, :columns] = 0  # <- wrong here
    return out  # <- wrong here


def crop(t, border):
    h, w = t.shape[-2:]
    return t[..., border:h - border, border:w - border]


def equivariance_error(layer, x, rows, columns, stride=1, border=0):
    moved_first = layer(shift(x, rows * stride, columns * stride))
    moved_after = shift(layer(x), rows, columns)
    diff = crop(moved_first, border) - crop(moved_after, border)
    return diff.abs().max().item()


def invariance_error(layer, x, rows, columns):
    before = layer(x)
    after = layer(shift(x, rows, columns))
    return (after - before).abs().max().item()


if __name__ == "__main__":
    conv = torch.nn.Conv2d(1, 2, 3, padding=1)
    print(equivariance_error(conv, torch.randn(1, 1, 8, 9), 1, 2, border=3))
