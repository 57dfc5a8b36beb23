# conv, Kim D., gr. 203
import torch


def two(v):
    return v if isinstance(v, tuple) else (v, v)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if x.dim() == 3:
        return conv2d(x[None], weight, bias, stride, padding, dilation, groups)[0]
    (sh, sw), (dh, dw) = two(stride), two(dilation)
    f, c_in, kh, kw = weight.shape
    eh, ew = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    if padding == "same":
        top, left = (eh - 1) // 2, (ew - 1) // 2
        bottom, right = eh - 1 - top, ew - 1 - left
    else:
        top, left = (0, 0) if padding == "valid" else two(padding)
        bottom, right = top, left
    n, c, h, w = x.shape

    # the stride has to divide, so make the border wider until it does
    while (h + top + bottom - eh) % sh != 0:
        top += 1
        bottom += 1
    while (w + left + right - ew) % sw != 0:
        left += 1
        right += 1

    big = x.new_zeros(n, c, h + top + bottom, w + left + right)
    big[:, :, top:top + h, left:left + w] = x
    outs = []
    for g in range(groups):
        xs = big[:, g * c_in:(g + 1) * c_in].unfold(2, eh, sh).unfold(3, ew, sw)[..., ::dh, ::dw]
        ws = weight[g * (f // groups):(g + 1) * (f // groups)]
        outs.append(torch.tensordot(xs, ws, dims=([1, 4, 5], [1, 2, 3])).permute(0, 3, 1, 2))
    out = torch.cat(outs, dim=1)
    return out if bias is None else out + bias.view(-1, 1, 1)
