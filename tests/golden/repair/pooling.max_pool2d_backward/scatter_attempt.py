# task: pooling/max_pool2d_backward
# kind: hopeless
# style: vectorised
# half: tuned
# wrong: The maximum is taken over whole pictures, one position for all channels, and the gradient is a mean.
import torch


def max_pool2d_backward(grad_out, x, kernel_size, stride=None, padding=0):
    dx = torch.zeros_like(x)
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    s = k if stride is None else stride
    if isinstance(s, tuple):
        s = s[0]
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            win = x[:, :, i * s:i * s + k, j * s:j * s + k]
            mask = win == win.max()
            dx[:, :, i * s:i * s + k, j * s:j * s + k] = mask * grad_out[:, :, i, j].mean()
    return dx
