"""Makes the layers that a student's functions are to measure. This file runs in the jail and holds no answer.

All weights are whole numbers, so that float32 and float64 agree to the last digit and an error of 0 is exactly 0. They
look the same when turned by half a circle: whoever moves pictures the wrong way pays for that once, not here again.
"""

import torch
import torch.nn.functional as F


def equivariance(student, layer, seed, x, rows, columns, stride, border):
    """The student's equivariance_error of the layer called `layer`, with the weights of `seed`."""
    return student.equivariance_error(_Layer(layer, seed), x, rows, columns, stride=stride, border=border)


def invariance(student, layer, seed, x, rows, columns):
    """The student's invariance_error of the layer called `layer`, with the weights of `seed`."""
    return student.invariance_error(_Layer(layer, seed), x, rows, columns)


class _Layer(torch.nn.Module):
    """A layer by name; its weights are drawn anew, and the same, at every call: it works in any dtype."""

    def __init__(self, name, seed):
        super().__init__()
        self.name, self.seed = name, seed

    def forward(self, x):
        return _LAYERS[self.name](x, torch.Generator().manual_seed(self.seed))


def _whole(generator, largest, *shape, axes=(-2, -1)):
    """Whole numbers from -2 * largest to 2 * largest that are the same when turned along `axes`."""
    numbers = torch.randint(-largest, largest + 1, shape, generator=generator)
    return numbers + numbers.flip(axes)


def _convolution(x, generator, stride=1, size=3, with_bias=False):
    weight = _whole(generator, 1, 3, x.shape[1], size, size).to(x.dtype)
    bias = torch.randint(1, 5, (3,), generator=generator).to(x.dtype) if with_bias else None
    return F.conv2d(x, weight, bias, stride, padding=size // 2)


def _dense(x, generator):
    """Every number of the input has a weight for every number of an output of the same shape."""
    weight = _whole(generator, 1, *x.shape[1:], *x.shape[1:], axes=(1, 2, 4, 5)).to(x.dtype)
    return torch.einsum("nchw,chwdij->ndij", x, weight)


def _each_pixel_its_own(x, generator):
    """Every pixel has a weight of its own, all channels the same."""
    return x * _whole(generator, 3, *x.shape[2:]).to(x.dtype)


def _weighted_maximum(x, generator):
    return _each_pixel_its_own(x, generator).amax((2, 3), True)


def _weighted_average(x, generator):
    return _each_pixel_its_own(x, generator).mean((2, 3), True)


def _convolutional(x, generator):
    x = F.relu(_convolution(x, generator, with_bias=True))
    return _convolution(x, generator).amax((2, 3))


def _half_dense(x, generator):
    x = F.relu(_convolution(x, generator, with_bias=True))
    return x.flatten(1) @ _whole(generator, 1, 5, *x.shape[1:]).to(x.dtype).flatten(1).T


_LAYERS = {
    "convolution": _convolution,
    "convolution 5 x 5": lambda x, generator: _convolution(x, generator, size=5, with_bias=True),
    "convolution, stride 2": lambda x, generator: _convolution(x, generator, stride=2),
    "convolution, stride 3": lambda x, generator: _convolution(x, generator, stride=3),
    "dense": _dense,
    "a weight for each pixel": _each_pixel_its_own,
    "max pooling 2": lambda x, generator: F.max_pool2d(x, 2),
    "global max pooling": lambda x, generator: x.amax((2, 3), True),
    "global average pooling": lambda x, generator: x.mean((2, 3), True),
    "weighted pixels, global max pooling": _weighted_maximum,
    "weighted pixels, global average pooling": _weighted_average,
    "convolution, ReLU, convolution, global max": _convolutional,
    "convolution, ReLU, flatten, dense": _half_dense,
}
