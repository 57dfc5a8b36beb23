# task: convolution/conv2d
# kind: single
# style: vectorised
# half: fresh
# wrong: With padding=same the odd row goes above and the odd column to the left.
# right 39: before = [e // 2 for e in extra]
import torch
from torch.nn import functional as F


def _as_pair(value):
    if isinstance(value, (list, tuple)):
        return tuple(value)
    return (value, value)


def extract_windows(img, kernel_hw, step, rate):
    """All windows as a view of the memory (as_strided)."""
    b, c, rows, cols = img.shape
    kr, kc = kernel_hw
    out_rows = (rows - rate[0] * (kr - 1) - 1) // step[0] + 1
    out_cols = (cols - rate[1] * (kc - 1) - 1) // step[1] + 1
    st_b, st_c, st_r, st_q = img.stride()
    return torch.as_strided(
        img,
        size=(b, c, out_rows, out_cols, kr, kc),
        stride=(st_b, st_c, st_r * step[0], st_q * step[1], st_r * rate[0], st_q * rate[1]),
    )


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    step = _as_pair(stride)
    rate = _as_pair(dilation)
    kernel_hw = weight.shape[-2:]
    if padding == "valid":
        img = x
    elif padding == "same":
        extra = [r * (k - 1) for r, k in zip(rate, kernel_hw)]
        before = [(e + 1) // 2 for e in extra]  # <- wrong
        after = [e - b for e, b in zip(extra, before)]
        img = F.pad(x, (before[1], after[1], before[0], after[0]))
    else:
        pr, pc = _as_pair(padding)
        img = F.pad(x, (pc, pc, pr, pr))
    windows = extract_windows(img.contiguous(), kernel_hw, step, rate)
    answers = []
    for part, kernels in zip(windows.chunk(groups, dim=1), weight.chunk(groups, dim=0)):
        answers.append(torch.einsum("bcijuv,fcuv->bfij", part, kernels))
    out = torch.cat(answers, dim=1)
    if bias is not None:
        out = out + bias[None, :, None, None]
    return out
