"""Everything from four sums for each channel: of x, x * x, g, g * x; grad_x is then linear in g and x."""


def batch_norm2d_backward(grad_out, x, weight, eps=1e-5):
    def channel_sum(t):
        return t.flatten(2).sum(-1).sum(0)

    def wide(t):
        return t[None, :, None, None]

    m = x[:, 0].numel()
    mean = channel_sum(x) / m
    var = channel_sum(x * x) / m - mean**2
    rstd = 1 / (var + eps) ** 0.5
    total = channel_sum(grad_out)
    grad_weight = (channel_sum(grad_out * x) - total * mean) * rstd
    a = weight * rstd
    b = -a * grad_weight * rstd / m
    c = -a * total / m - b * mean
    return grad_out * wide(a) + x * wide(b) + wide(c), grad_weight, total
