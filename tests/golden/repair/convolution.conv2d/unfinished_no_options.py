# task: convolution/conv2d
# kind: hopeless
# style: loops
# half: held
# wrong: Only the plainest convolution is written: padding, dilation and groups are not there, the mean is returned.
import torch


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    # TODO: padding, dilation, groups
    N, C, H, W = x.shape
    F_, _, k, _ = weight.shape
    size = (H - k) // stride
    out = torch.zeros(N, F_, size, size)
    for n in range(N):
        for f in range(F_):
            for i in range(size):
                for j in range(size):
                    window = x[n, :, i:i + k, j:j + k]
                    out[n, f, i, j] = (window * weight[f]).mean()
    return out
