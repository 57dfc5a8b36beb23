"""Networks of other sizes than the statement's: each is compared with the reference in the student's own sizes.

A wrong number of channels or neurons then costs the check of sizes and no other. Runs outside the jail.
"""

import math

import torch
from steady import steady_seed
from torch import nn

_FILLED = ("forward", "forward_in_training", "weight_gradients")
"""Drivers that put weights into the network; all take (name, args, layout, seed, x, ...)."""
_AS_MANY, _AT_MOST = 4, 3_000_000
"""How many times the reference's weights the network may have in all, and so many in any case."""
_LEAST = 4
"""A size may be a fourth of what it should be: below that little would be left to compare."""


def layers_of(call):
    """The call that lists the network's layers, for the arguments of `call`."""
    name, args = call.args[:2]
    x = next(value for value in call.args[2:] if isinstance(value, torch.Tensor))
    return type(call)(name, args, torch.ones_like(x[:1])).through("layers")


def resizing(network, *, steady=False):
    """The `resize` of a task whose reference is `network`; `steady` where its gradient jumps (see steady.py).

    A convolution or matrix may have a bias that it should not have, or lack one.
    """

    def resize(call, yours, ours):
        """The call with the student's sizes, and what makes a network of ours one of these sizes; or None."""
        if call.driver not in _FILLED:
            return None
        name, args, layout, seed, x, *rest = call.args
        own = _layout(yours, ours, layout)
        if own is None:
            return None

        def in_these_sizes(made):
            def build(*args, **kwargs):
                return _resized(made(*args, **kwargs), {key: shape for key, shape, _ in own})

            build.__name__ = name
            return build

        if call.driver == "weight_gradients":
            seed = steady_seed(in_these_sizes(network), args, own, seed, x) if steady else seed
            rest = [_like(in_these_sizes(network), args, x, *rest)]
        return type(call)(name, args, own, seed, x, *rest).through(call.driver), in_these_sizes

    return resize


def _layout(yours, ours, layout):
    """The layout in the student's sizes, called as ours are; None where there is none or nothing differs."""
    pairs = _paired(yours, ours)
    found = pairs and [_sizes(theirs.tensors, own.tensors) for theirs, own in pairs]
    if not found or not all(found):
        return None
    rows = zip(pairs, found, strict=True)
    wanted = {f"{own.name}.{key}".lstrip("."): shape for (_, own), sizes in rows for key, shape in sizes}
    right = {key: tuple(shape) for key, shape, _ in layout}
    most = max(_AT_MOST, _AS_MANY * sum(map(math.prod, right.values())))
    if wanted == right or sum(map(math.prod, wanted.values())) > most:
        return None
    return tuple((key, shape, 0) for key, shape in wanted.items())


def _paired(yours, ours):
    """[(the student's row, ours), ...] in the student's order; None where the networks have other layers."""
    if len(yours) != len(ours):
        return None
    by_name = {row.name: row for row in ours}
    if {row.name for row in yours} == set(by_name):
        return [(row, by_name[row.name]) for row in yours]
    return list(zip(yours, ours, strict=True))


def _sizes(yours, ours):
    """[(name, the student's shape), ...] of one layer's tensors; None where they are not only larger or smaller."""
    yours, ours = dict(yours), dict(ours)
    kernel = len(ours.get("weight", ())) > 1 and len(yours.get("weight", ())) == len(ours["weight"])
    if (set(yours) ^ set(ours)) - ({"bias"} if kernel else set()):
        return None
    for key in set(yours) & set(ours):
        if len(yours[key]) != len(ours[key]):
            return None
        if any(_LEAST * size < own for size, own in zip(yours[key], ours[key], strict=True)):
            return None
    return list(yours.items())


def _like(network, args, x, cotangent):
    """The cotangent in the shape that the network of the student's sizes puts out: its numbers again and again."""
    made = network(**args) if isinstance(args, dict) else network(*args)
    with torch.no_grad():
        shape = made.eval()(torch.ones_like(x, dtype=torch.float32)).shape
    count = math.prod(shape)
    return cotangent.flatten().repeat(-(-count // cotangent.numel()))[:count].reshape(shape)


def _resized(network, shapes):
    """`network` with weights of other shapes; layers of PyTorch take their sizes from their weights."""
    for key in {key for key, _ in network.named_parameters()} - set(shapes):
        layer, last = _place(network, key)
        layer.register_parameter(last, None)
    for key, shape in shapes.items():
        layer, last = _place(network, key)
        if last in layer._buffers:
            layer._buffers[last] = torch.zeros(shape)
        else:
            layer.register_parameter(last, nn.Parameter(torch.zeros(shape)))
    return network


def _place(network, key):
    owner, _, last = key.rpartition(".")
    return network.get_submodule(owner), last
