# task: convolution/conv2d
# kind: single
# style: loops
# half: held
# wrong: = for += in the innermost loop: only the last number of the last channel counts.
# right 45: acc = acc + weight[f, c, ky, kx] * channel[:, rows][:, :, cols]
import torch


def get_out(n, k, s, p_sum, d):
    return (n + p_sum - d * (k - 1) - 1) // s + 1


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    # совсем наивно: каналы и числа ядра по одному
    batch, channels, height, width = x.shape
    out_channels, ch_per_group, kernel_height, kernel_width = weight.shape
    stride_y, stride_x = stride if isinstance(stride, tuple) else (stride, stride)
    dil_y, dil_x = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    if padding == "valid":
        padding = 0
    if padding == "same":
        sum_y = dil_y * (kernel_height - 1)
        sum_x = dil_x * (kernel_width - 1)
        pad_top, pad_left = sum_y // 2, sum_x // 2
    else:
        pad_top, pad_left = padding if isinstance(padding, tuple) else (padding, padding)
        sum_y, sum_x = 2 * pad_top, 2 * pad_left

    padded = torch.zeros(batch, channels, height + sum_y, width + sum_x, dtype=x.dtype)
    padded[:, :, pad_top:pad_top + height, pad_left:pad_left + width] = x

    out_height = get_out(height, kernel_height, stride_y, sum_y, dil_y)
    out_width = get_out(width, kernel_width, stride_x, sum_x, dil_x)
    result = []
    for f in range(out_channels):
        group = f // (out_channels // groups)
        acc = torch.zeros(batch, out_height, out_width, dtype=x.dtype)
        for c in range(ch_per_group):
            channel = padded[:, group * ch_per_group + c]
            for ky in range(kernel_height):
                for kx in range(kernel_width):
                    rows = torch.arange(out_height) * stride_y + ky * dil_y
                    cols = torch.arange(out_width) * stride_x + kx * dil_x
                    acc = weight[f, c, ky, kx] * channel[:, rows][:, :, cols]  # <- wrong
        if bias is not None:
            acc = acc + bias[f]
        result.append(acc)
    return torch.stack(result, dim=1)


# проверка на картинке со слайда
img = torch.tensor([[1., 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])
ker = torch.tensor([[1., 0, 1], [0, 1, 0], [1, 0, 1]])
print(conv2d(img[None, None], ker[None, None]))
