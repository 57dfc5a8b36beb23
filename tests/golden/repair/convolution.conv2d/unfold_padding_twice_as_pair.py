# task: convolution/conv2d
# kind: two
# style: torch
# half: tuned
# wrong: The columns get the padding of the rows, and the bias is subtracted.
# right 34: x = F.pad(x, (padding[1], padding[1], padding[0], padding[0]))
# right 50: out = out + bias.view(1, -1, 1)
# lab2: im2col через F.unfold
import torch
import torch.nn.functional as F


def im2col(x, kernel, stride, dilation):
    """(N, C, H, W) -> (N, C * kh * kw, L)"""
    return F.unfold(x, kernel, dilation=dilation, padding=0, stride=stride)


def both(p):
    return [p, p] if isinstance(p, int) else list(p)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    stride = both(stride)
    dilation = both(dilation)
    out_ch, in_ch, kh, kw = weight.size()
    if padding == "valid":
        padding = 0
    if padding == "same":
        h_total = dilation[0] * (kh - 1)
        w_total = dilation[1] * (kw - 1)
        x = F.pad(x, (w_total // 2, w_total - w_total // 2, h_total // 2, h_total - h_total // 2))
    else:
        padding = both(padding)
        x = F.pad(x, (padding[0], padding[0], padding[0], padding[0]))  # <- wrong 1
    bs, _, height, width = x.size()

    out_height = (height - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    out_width = (width - dilation[1] * (kw - 1) - 1) // stride[1] + 1

    # группы: и каналы, и ядра режем на куски
    xs = x.chunk(groups, dim=1)
    ws = weight.chunk(groups, dim=0)
    outs = []
    for xg, wg in zip(xs, ws):
        cols = im2col(xg, (kh, kw), stride, dilation)
        res = wg.reshape(wg.size(0), -1) @ cols
        outs.append(res)
    out = torch.cat(outs, dim=1)
    if bias is not None:
        out = out - bias.view(1, -1, 1)  # <- wrong 2
    return out.view(bs, out_ch, out_height, out_width)
