# task: normalization/batch_norm2d_backward
# kind: single
# style: numpy
# half: fresh
# wrong: The power of the deviation is -1.5, as for the variance.
# right 30: d_var = total(d_normed * centered) * -0.5 * std ** -3
import numpy as np
import torch


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    dy = grad_out.detach().numpy().astype("float64")
    xs = x.detach().numpy().astype("float64")
    gamma = weight.detach().numpy().astype("float64")[np.newaxis, :, np.newaxis, np.newaxis]
    count = xs.shape[0] * xs.shape[2] * xs.shape[3]

    def total(t):
        return t.sum(axis=(0, 2, 3), keepdims=True)

    mean = total(xs) / count
    centered = xs - mean
    var = total(centered ** 2) / count
    std = np.sqrt(var + eps)
    normed = centered / std

    d_beta = total(dy).ravel()
    d_gamma = total(dy * normed).ravel()

    d_normed = dy * gamma
    d_var = total(d_normed * centered) * -0.5 * std ** -1.5  # <- wrong
    d_mean = total(d_normed) * -1 / std + d_var * total(-2 * centered) / count
    d_x = d_normed / std + d_var * 2 * centered / count + d_mean / count
    return [torch.from_numpy(t).to(x.dtype) for t in (d_x, d_gamma, d_beta)]
