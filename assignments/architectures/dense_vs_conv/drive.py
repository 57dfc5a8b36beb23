"""What is done with a student's networks, step by step. This file runs in the jail and holds no answer.

A network is compared as a function: the check's numbers are put into its weights and it is asked what it makes of
pictures. Weights of one shape get the same numbers, so neither names nor the order of the layers play a part.
"""

import zlib

import torch
from torch import nn


def dry_networks(student, device):
    """Both networks on that device, in train mode and in eval mode."""
    for make in (student.dense_net, student.conv_net):
        network, x = make((2, 7, 9), 4, 1000).to(device), torch.zeros(3, 2, 7, 9, device=device)
        network.train()(x)
        network.eval()(x)


def count(student, kind, options):
    """How many parameters the student counts in a network of that kind."""
    makers = {"layers": _layers, "batch norm": _with_batch_norm, "nested": _Nested, "shared": _Shared}
    return student.parameter_count(makers[kind](*options))


def dense_size(student, in_shape, num_classes, budget, x):
    """The output's shape for a batch like `x`, and how many numbers the network learns."""
    return _size(student, "dense_net", student.dense_net(in_shape, num_classes, budget), x)


def conv_size(student, in_shape, num_classes, budget, x):
    """The same for the convolutional network."""
    return _size(student, "conv_net", student.conv_net(in_shape, num_classes, budget), x)


def dense_answer(student, in_shape, num_classes, budget, shapes, seed, x):
    """What the network makes of `x` with the weights of `seed`; `shapes` are those that they should have."""
    return _filled(student, "dense_net", student.dense_net(in_shape, num_classes, budget), seed, x, shapes)(x)


def conv_answer(student, in_shape, num_classes, budget, shapes, seed, x):
    """The same for the convolutional network."""
    return _filled(student, "conv_net", student.conv_net(in_shape, num_classes, budget), seed, x, shapes)(x)


def dense_moved(student, in_shape, num_classes, budget, seed, x, rows, columns):
    """Whether the network gives the same answer when what `x` shows is moved by so many rows and columns."""
    return _same(
        _filled(student, "dense_net", student.dense_net(in_shape, num_classes, budget), seed, x), x, rows, columns
    )


def conv_moved(student, in_shape, num_classes, budget, seed, x, rows, columns):
    """The same for the convolutional network."""
    return _same(
        _filled(student, "conv_net", student.conv_net(in_shape, num_classes, budget), seed, x), x, rows, columns
    )


def _ready(student, name, module, x):
    """The network in eval mode, with all its weights in place."""
    if not isinstance(module, nn.Module):
        raise student.mismatch("not_a_module", name=name, yours=type(module).__name__)
    module = module.eval().to(x.dtype)
    if any(isinstance(one, nn.parameter.UninitializedTensorMixin) for one in module.parameters()):
        with torch.no_grad():
            module(x.clone())  # a lazy layer learns its shape from the first picture
    return module


def _size(student, name, module, x):
    module = _ready(student, name, module, x)
    with torch.no_grad():
        out = module(x)
    if not isinstance(out, torch.Tensor):
        raise student.mismatch("not_a_tensor", yours=type(out).__name__)
    return {"shape": tuple(out.shape), "parameters": sum(weight.numel() for weight in module.parameters())}


def _filled(student, name, module, seed, x, shapes=None):
    """The network with the weights of `seed` in it; a mismatch where they should have other shapes."""
    module = _ready(student, name, module, x)
    if shapes is not None:
        _demand(student, module, [tuple(shape) for shape in shapes])
    with torch.no_grad():
        for weight in module.parameters():
            weight.copy_(_numbers(tuple(weight.shape), seed))
    return module


def _demand(student, module, wanted):
    yours = {key: tuple(weight.shape) for key, weight in module.named_parameters()}
    if len(yours) != len(wanted):
        raise student.mismatch("layers.count", yours=len(yours), expected=len(wanted))
    missing = list(wanted)
    strange = []
    for number, (key, shape) in enumerate(yours.items(), 1):
        if shape in missing:
            missing.remove(shape)
        else:
            strange.append((number, key, shape))
    if strange:
        number, key, shape = strange[0]
        raise student.mismatch("layers.shape", number=number, name=key, yours=shape, expected=missing[0])


def _numbers(shape, seed):
    """The weights of `seed` for a tensor of that shape: float32 numbers, the same on both sides of the jail."""
    generator = torch.Generator().manual_seed(zlib.crc32(f"{seed}/{shape}".encode()))
    numbers = torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu")
    return 0.2 * numbers if len(shape) < 2 else numbers * (2 / numbers[0].numel()) ** 0.5


def _same(module, x, rows, columns):
    with torch.no_grad():
        here, there = module(x), module(torch.roll(x, (rows, columns), (2, 3)))
    near = 1e-4 * float(here.abs().max())
    return {"the same": here.shape == there.shape and bool(torch.allclose(here, there, 1e-4, near))}


def _layers(channels, width, classes):
    return nn.Sequential(nn.Conv2d(channels, width, (3, 2)), nn.Flatten(), nn.Linear(width, classes, bias=False))


def _with_batch_norm(channels, width, classes):
    return nn.Sequential(nn.Conv2d(channels, width, 3, bias=False), nn.BatchNorm2d(width), nn.Linear(width, classes))


class _Nested(nn.Module):
    """Modules in modules, and a parameter that lies in no layer."""

    def __init__(self, channels, width, classes):
        super().__init__()
        self.place = nn.Parameter(torch.zeros(1, channels, width, dtype=torch.float32))
        self.body = nn.Sequential(
            nn.Sequential(nn.Conv2d(channels, width, 1), nn.ReLU()),
            nn.ModuleDict({"one": nn.Linear(width, width), "two": nn.Linear(width, classes)}),
        )


class _Shared(nn.Module):
    """Two layers that learn the same matrix."""

    def __init__(self, channels, width, classes):
        super().__init__()
        self.code = nn.Linear(channels, width)
        self.again = nn.Linear(channels, width)
        self.again.weight = self.code.weight
        self.head = nn.Linear(width, classes)
