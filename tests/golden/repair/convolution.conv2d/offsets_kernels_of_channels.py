# task: convolution/conv2d
# kind: single
# style: torch
# half: fresh
# wrong: The kernels of a group are cut by the number of its input channels.
# right 37: kernels = slice(group * out_per_group, (group + 1) * out_per_group)
import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    # складываем сдвинутые картинки: по одной на каждый элемент ядра
    batch, in_ch, h_in, w_in = x.shape
    out_ch, ch_per_group, k_h, k_w = weight.shape
    s_h, s_w = (stride, stride) if type(stride) is int else stride
    d_h, d_w = (dilation, dilation) if type(dilation) is int else dilation

    if padding == "same":
        total_h, total_w = d_h * (k_h - 1), d_w * (k_w - 1)
        top, left = total_h // 2, total_w // 2
        bottom, right = total_h - top, total_w - left
    elif padding == "valid":
        top = bottom = left = right = 0
    else:
        p_h, p_w = (padding, padding) if type(padding) is int else padding
        top = bottom = p_h
        left = right = p_w

    canvas = x.new_zeros(batch, in_ch, h_in + top + bottom, w_in + left + right)
    canvas[:, :, top : top + h_in, left : left + w_in] = x

    h_out = (h_in + top + bottom - d_h * (k_h - 1) - 1) // s_h + 1
    w_out = (w_in + left + right - d_w * (k_w - 1) - 1) // s_w + 1
    result = x.new_zeros(batch, out_ch, h_out, w_out)
    out_per_group = out_ch // groups
    for group in range(groups):
        channels = slice(group * ch_per_group, (group + 1) * ch_per_group)
        kernels = slice(group * ch_per_group, (group + 1) * ch_per_group)  # <- wrong
        total = 0
        for u in range(k_h):
            for v in range(k_w):
                y0, x0 = u * d_h, v * d_w
                rows = slice(y0, y0 + s_h * (h_out - 1) + 1, s_h)
                cols = slice(x0, x0 + s_w * (w_out - 1) + 1, s_w)
                tap = weight[kernels, :, u, v]
                total = total + torch.einsum("nchw,oc->nohw", canvas[:, channels, rows, cols], tap)
        result[:, kernels] = total
    if bias is not None:
        result = result + bias.reshape(1, out_ch, 1, 1)
    return result
