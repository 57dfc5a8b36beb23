# task: normalization/batch_norm2d
# kind: single
# style: loops
# half: tuned
# wrong: The number of pixels lacks the width of the picture.
# right 28: count = N * H * W
import torch


def channel(plane, mean, var, g, b, eps):
    # plane: (N, H, W) одного канала
    std = torch.sqrt(var + eps)
    return (plane - mean) / std * g + b


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    N, C, H, W = x.shape
    new_mean = running_mean.detach().clone()
    new_var = running_var.detach().clone()
    planes = []
    for c in range(C):
        plane = x[:, c]
        g = 1.0 if weight is None else weight[c]
        b = 0.0 if bias is None else bias[c]
        if training:
            mean = plane.mean()
            var = ((plane - mean) ** 2).mean()
            count = N * H  # <- wrong
            new_mean[c] = (1 - momentum) * new_mean[c] + momentum * mean.detach()
            new_var[c] = (1 - momentum) * new_var[c] + momentum * var.detach() * count / (count - 1)
        else:
            mean = running_mean[c]
            var = running_var[c]
        planes.append(channel(plane, mean, var, g, b, eps))
    return torch.stack(planes, dim=1), new_mean, new_var
