# task: convolution/output_size
# kind: single
# style: loops
# half: tuned
# wrong: The kernels' sizes are added up in the receptive field.
# right 28: size = size + (effective - 1) * distance
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Рекурсивно: для пары считаем каждую ось отдельно."""
    if isinstance(size, tuple):
        pick = lambda v, i: v[i] if isinstance(v, tuple) else v
        height, width = [
            output_size(size[i], pick(kernel_size, i), pick(stride, i), pick(padding, i), pick(dilation, i))
            for i in (0, 1)
        ]
        return height, width
    effective = kernel_size + (kernel_size - 1) * (dilation - 1)
    padded = size + padding + padding
    steps = (padded - effective) // stride
    return steps + 1


def receptive_field(layers):
    size = 1
    distance = 1
    for layer in layers:
        k, s, d = layer
        effective = k + (k - 1) * (d - 1)
        size = size + effective * distance  # <- wrong
        distance = distance * s
    return size


def conv_parameters(in_channels, out_channels, kernel_size, bias=True, groups=1):
    if type(kernel_size) == int:
        kernel_size = (kernel_size, kernel_size)
    one_kernel = kernel_size[0] * kernel_size[1]
    per_filter = in_channels // groups * one_kernel
    return (per_filter + bias) * out_channels


def dense_parameters(in_shape, out_shape, bias=True):
    in_features = out_features = 1
    for n in in_shape:
        in_features *= n
    for n in out_shape:
        out_features *= n
    return (in_features + int(bias)) * out_features
