"""The networks that a student's gradient_norms is called on. This file runs in the jail and holds no answer."""

import zlib

import torch
from torch import nn

_ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}


def dry_norms(student, device):
    """The function on a network that lies on that device."""
    model = _Deep(5, 4, 3, 2, "tanh", False).to(device)
    x, y = torch.zeros(6, 5, device=device), torch.zeros(6, dtype=torch.int64, device=device)
    student.gradient_norms(model, x, y)


def norms(student, kind, options, seed, x, y):
    """What the function returns for the network of that kind, with the weights of `seed`."""
    return _listed(student.gradient_norms(_model(kind, options, seed, x.dtype), x, y))


def norms_in_mode(student, kind, options, training, seed, x, y):
    """The same for a network that is in train or in eval mode."""
    return _listed(student.gradient_norms(_model(kind, options, seed, x.dtype).train(training), x, y))


def norms_after_a_backward(student, kind, options, seed, x, y):
    """The same for a network that still holds the gradients of an earlier loss."""
    model = _model(kind, options, seed, x.dtype)
    _with_gradients(model, seed)
    return _listed(student.gradient_norms(model, x, y))


def zeros(student, kind, options, seed, x, y):
    """How many numbers there are for a network with an unused and a frozen layer, and which of them are 0."""
    found = _listed(student.gradient_norms(_model(kind, options, seed, x.dtype), x, y))
    if not isinstance(found, list):
        return found
    names = [key for key, weight in _model(kind, options, seed, x.dtype).named_parameters() if weight.dim() > 1]
    are_zero = [key for key, one in zip(names, found, strict=False) if one == 0]
    told = {f"{layer}_is_0": f"{layer}.weight" in are_zero for layer in ("unused", "frozen")}
    return {"numbers": len(found), **told, "others_are_0": len(are_zero) > sum(told.values())}


def left(student, kind, options, training, held, seed, x, y):
    """Whether the function leaves a network as it was. `held`: gradients of an earlier loss are in it."""
    model = _model(kind, options, seed, x.dtype).train(training)
    if held:
        _with_gradients(model, seed)
    weights = list(model.parameters())
    numbers = [weight.detach().clone() for weight in weights]
    before = [None if weight.grad is None else weight.grad.clone() for weight in weights]
    student.gradient_norms(model, x, y)
    return {
        "grad_left": any(not _is_clean(weight.grad, old) for weight, old in zip(weights, before, strict=True)),
        "weights_changed": any(not torch.equal(weight, old) for weight, old in zip(weights, numbers, strict=True)),
        "mode_changed": any(layer.training is not training for layer in model.modules()),
    }


def _is_clean(gradient, before):
    """None, zeros, or what was there before: nothing of this call."""
    if gradient is None or not bool(gradient.any()):
        return True
    return before is not None and torch.equal(gradient, before)


def _listed(found):
    """A plain list of floats, where the answer is a list, a tuple or a row of numbers or of tensors with one number."""
    if type(found).__module__ == "numpy" or isinstance(found, torch.Tensor):
        return found.tolist() if found.ndim == 1 else found
    if not isinstance(found, list | tuple):
        return found
    return [one.item() if _is_one_number(one) else one for one in found]


def _is_one_number(value):
    if isinstance(value, torch.Tensor):
        return value.numel() == 1
    return type(value).__module__ == "numpy" and value.size == 1


def _model(kind, options, seed, dtype):
    """The network, in train mode, with numbers that depend on `seed` and on the weights' names only."""
    model = {"deep": _Deep, "pictures": _Pictures, "partly": _Partly, "normalised": _Normalised}[kind](*options)
    with torch.no_grad():
        for key, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                tensor.copy_(_numbers(key, tensor.shape, seed))
    return model.to(dtype)


def _numbers(key, shape, seed):
    """float32 numbers, the same on both sides of the jail."""
    generator = torch.Generator().manual_seed(zlib.crc32(f"{seed}/{key}".encode()))
    numbers = torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu")
    if key.endswith("running_var"):
        return 0.5 + numbers.abs()
    if len(shape) < 2:
        return 1 + 0.2 * numbers if key.endswith("weight") else 0.2 * numbers
    return numbers / numbers[0].numel() ** 0.5


def _with_gradients(model, seed):
    for key, weight in model.named_parameters():
        weight.grad = _numbers(f"an earlier loss/{key}", weight.shape, seed).to(weight.dtype)


class _Deep(nn.Module):
    """Fully connected layers on top of one another; with `residual`, each is added to what it was given."""

    def __init__(self, features, width, classes, depth, activation, residual):
        super().__init__()
        self.enter = nn.Linear(features, width)
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.leave = nn.Linear(width, classes)
        self.activation, self.residual = _ACTIVATIONS[activation], residual

    def forward(self, x):
        x = self.activation(self.enter(x))
        for layer in self.layers:
            out = self.activation(layer(x))
            x = x + out if self.residual else out
        return self.leave(x)


class _Pictures(nn.Module):
    """Two convolutions, a norm with weights of one axis, a bare matrix and a head that is created first."""

    def __init__(self, channels, width, classes):
        super().__init__()
        self.mixing = nn.Parameter(torch.zeros(2 * width, width + 1, dtype=torch.float32))
        self.head = nn.Linear(width + 1, classes)
        self.second = nn.Conv2d(width, 2 * width, (2, 3), bias=False)
        self.norm = nn.GroupNorm(1, width)
        self.first = nn.Conv2d(channels, width, 3, padding=1)

    def forward(self, x):
        x = torch.tanh(self.norm(self.first(x)))
        x = torch.tanh(self.second(x)).mean((2, 3))
        return self.head(torch.tanh(x @ self.mixing))


class _Partly(nn.Module):
    """A network of which one layer is never used and another one is frozen."""

    def __init__(self, features, width, classes):
        super().__init__()
        self.first = nn.Linear(features, width)
        self.unused = nn.Linear(width, width + 1)
        self.frozen = nn.Linear(width, width).requires_grad_(False)
        self.last = nn.Linear(width, classes)

    def forward(self, x):
        return self.last(torch.tanh(self.frozen(torch.tanh(self.first(x)))))


class _Normalised(nn.Module):
    """A network that does one thing in train mode and another one in eval mode."""

    def __init__(self, features, width, classes):
        super().__init__()
        self.first = nn.Linear(features, width)
        self.norm = _StillBatchNorm(width)
        self.last = nn.Linear(width, classes)

    def forward(self, x):
        return self.last(torch.tanh(self.norm(self.first(x))))


class _StillBatchNorm(nn.BatchNorm1d):
    """Batch norm that does not move its statistics: torch.func, an honest way, cannot bear that."""

    def forward(self, x):
        statistics = (None, None) if self.training else (self.running_mean, self.running_var)
        return nn.functional.batch_norm(x, *statistics, self.weight, self.bias, self.training)
