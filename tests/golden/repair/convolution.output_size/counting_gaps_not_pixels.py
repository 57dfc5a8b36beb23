# task: convolution/output_size
# kind: single
# style: loops
# half: held
# wrong: The last of the rows of the receptive field is not counted.
# right 39: return bottom - top + 1
# считаем места по одному, без формулы


def places(n, k, s, p, d):
    length = n + 2 * p
    span = (k - 1) * d + 1
    count = 0
    start = 0
    while start + span <= length:
        count += 1
        start += s
    return count


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    if not isinstance(size, (tuple, list)):
        return places(size, kernel_size, stride, padding, dilation)
    answer = []
    for axis in range(2):
        args = [size[axis]]
        for arg in (kernel_size, stride, padding, dilation):
            args.append(arg[axis] if isinstance(arg, (tuple, list)) else arg)
        answer.append(places(*args))
    return tuple(answer)


def receptive_field(layers):
    top, bottom = 0, 0
    for k, s, d in layers[::-1]:
        # самый верхний и самый нижний пиксель входа этого слоя
        top = top * s
        bottom = bottom * s + d * (k - 1)
    return bottom - top  # <- wrong


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    k1, k2 = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    n = 0
    for _ in range(out_channels):
        n += in_channels // groups * k1 * k2
        if bias:
            n += 1
    return n


def dense_parameters(in_shape, out_shape, bias=True):
    i = 1
    for side in in_shape:
        i *= side
    o = 1
    for side in out_shape:
        o *= side
    if bias:
        i += 1
    return i * o
