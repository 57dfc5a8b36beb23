# grader-task: pooling/max_pool2d
# Пулинг. Анна Ли, группа 203
import torch
import torch.nn.functional as F


def max_pool2d(x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    # размеры окна, шага и отступа: число или пара
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    if stride is None:
        stride = kernel_size
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    dh, dw = dilation if isinstance(dilation, tuple) else (dilation, dilation)

    one = x.dim() == 3
    if one:
        x = x.unsqueeze(0)
    n, c, h, w = x.shape
    x = F.pad(x, (pw, pw, ph, ph))  # дополняем нулями со всех сторон

    def count(size, k, s, p, d):
        room = size + 2 * p - d * (k - 1) - 1
        if ceil_mode:
            m = (room + s - 1) // s + 1
            return m - 1 if (m - 1) * s >= size + p else m
        return room // s + 1

    oh, ow = count(h, kh, sh, ph, dh), count(w, kw, sw, pw, dw)
    out = torch.empty(n, c, oh, ow, dtype=x.dtype)
    where = torch.empty(n, c, oh, ow, dtype=torch.long)
    for i in range(oh):
        for j in range(ow):
            rows = [r for r in range(i * sh, i * sh + dh * (kh - 1) + 1, dh) if r < x.shape[2]]
            cols = [q for q in range(j * sw, j * sw + dw * (kw - 1) + 1, dw) if q < x.shape[3]]
            window = x[:, :, rows][:, :, :, cols].flatten(2)
            best, place = window.max(dim=2)
            out[:, :, i, j] = best
            r = torch.tensor(rows)[place // len(cols)] - ph
            q = torch.tensor(cols)[place % len(cols)] - pw
            where[:, :, i, j] = r * w + q
    if one:
        out, where = out[0], where[0]
    return (out, where) if return_indices else out
