# task: normalization/batch_norm2d
# kind: single
# style: class
# half: held
# wrong: momentum is the wrong way round.
# right 20: return old * (1 - self.momentum) + new.detach() * self.momentum
import torch


class BatchNorm:
    def __init__(self, mean, var, gamma, beta, momentum, eps):
        self.running_mean = mean.clone()
        self.running_var = var.clone()
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.eps = eps

    def update(self, old, new):
        return old * self.momentum + new.detach() * (1 - self.momentum)  # <- wrong

    def statistics(self, x):
        n, c, h, w = x.shape
        s = n * h * w
        mean = torch.einsum("nchw->c", x) / s
        square = torch.einsum("nchw->c", (x - mean.view(c, 1, 1)) ** 2)
        return mean, square / s, square / (s - 1)

    def forward(self, x, training):
        c = x.shape[1]
        if training:
            mean, var, unbiased = self.statistics(x)
            self.running_mean = self.update(self.running_mean, mean)
            self.running_var = self.update(self.running_var, unbiased)
        else:
            mean, var = self.running_mean, self.running_var
        inv = (var + self.eps) ** -0.5
        out = (x - mean.view(c, 1, 1)) * inv.view(c, 1, 1)
        if self.gamma is not None:
            out = out * self.gamma.view(c, 1, 1)
        if self.beta is not None:
            out = out + self.beta.view(c, 1, 1)
        return out


def batch_norm2d(x, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    bn = BatchNorm(running_mean, running_var, weight, bias, momentum, eps)
    out = bn.forward(x, training)
    return out, bn.running_mean, bn.running_var
