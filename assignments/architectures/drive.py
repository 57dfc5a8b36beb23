"""What is done with a student's network, step by step. This file runs in the jail and holds no answer.

A network is compared as a function: the check's weights are put into it, whatever its attributes are called, and it is
asked what it makes of a picture. Which of its weights is which is seen from their names, else from the order in which
data passes the layers, else from the order in which they were created, else from their shapes.
"""

import zlib

import torch

_COUNTER = "num_batches_tracked"


def build(student, name, args=(), kwargs=None):
    """The student's network, in eval mode."""
    module = getattr(student, name)(*args, **(kwargs or {}))
    if not isinstance(module, torch.nn.Module):
        raise student.mismatch("not_a_module", name=name, yours=type(module).__name__)
    return module.eval()


def shapes(student, name, args, x):
    """The output's shape for a batch like `x`, and how many numbers the network learns."""
    module = build(student, name, args).to(x.dtype)
    with torch.no_grad():
        shape = tuple(module(x).shape)
    return {"shape": shape, "parameters": sum(weight.numel() for weight in module.parameters())}


def forward(student, name, args, layout, seed, x):
    """What the network makes of `x` in eval mode, with the weights of `seed`."""
    return _filled(student, name, args, layout, seed, x)(x)


def forward_in_training(student, name, args, layout, seed, x):
    """The same in train mode: batch normalisation takes its statistics from `x` and moves the running ones.

    Returns the output and the running statistics afterwards, in the order of `layout`.
    """
    module, names = _filled_with_names(student, name, args, layout, seed, x)
    out = module.train()(x)
    after = _tensors(module)
    return (out, *(after[yours].clone() for theirs, yours in names.items() if ".running_" in f".{theirs}"))


def weight_gradients(student, name, args, layout, seed, x, cotangent):
    """Gradients of (output * cotangent).sum() for every weight, in the order of `layout`; zeros where none arrives."""
    module, names = _filled_with_names(student, name, args, layout, seed, x)
    (module(x) * cotangent).sum().backward()
    weights = dict(module.named_parameters())
    learned = [weights[yours] for yours in names.values() if yours in weights]
    return tuple(torch.zeros_like(one) if one.grad is None else one.grad for one in learned)


def twice(student, name, args, layout, seed, x):
    """The largest difference between two passes in eval mode, and between a picture alone and in its batch."""
    module = _filled(student, name, args, layout, seed, x)
    with torch.no_grad():
        first, second, alone = module(x), module(x), module(x[:1])
    return {
        "twice the same": bool(torch.equal(first, second)),
        "the same alone": bool(torch.allclose(first[:1], alone, rtol=1e-4, atol=1e-4 * float(first.abs().max()))),
    }


def layout_of(student, name, args=()):
    """((name, shape), ...) of the weights and running statistics: made from the reference, handed in."""
    return tuple((key, tuple(tensor.shape)) for key, tensor in _tensors(build(student, name, args)).items())


def _filled(student, name, args, layout, seed, x):
    return _filled_with_names(student, name, args, layout, seed, x)[0]


def _filled_with_names(student, name, args, layout, seed, x):
    """The network with the weights of `seed` in it, and {name in the layout: the student's name}."""
    module = build(student, name, args).to(x.dtype)
    if any(isinstance(one, torch.nn.parameter.UninitializedTensorMixin) for one in module.parameters()):
        with torch.no_grad():
            module(x)  # a lazy layer learns its shape from the first picture
    names = _assigned(student, module, [(key, tuple(shape)) for key, shape in layout], x)
    tensors = _tensors(module)
    with torch.no_grad():
        for key, _ in layout:
            tensors[names[key]].copy_(_numbers(key, tensors[names[key]].shape, seed))
    return module, names


def _numbers(key, shape, seed):
    """The weights of `seed` for the tensor called `key`: float32 numbers, the same on both sides of the jail."""
    generator = torch.Generator().manual_seed(zlib.crc32(f"{seed}/{key}".encode()))
    numbers = torch.randn(shape, generator=generator)
    if key.endswith("running_var"):
        return 0.5 + numbers.abs()
    if len(shape) < 2:  # biases, and what batch normalisation learns
        return 1 + 0.2 * numbers if key.endswith("weight") else 0.2 * numbers
    return numbers * (2 / numbers[0].numel()) ** 0.5  # He et al. 2015: the signal neither dies nor explodes


def _tensors(module):
    """Weights and running statistics by name, in the order in which they were created; shared ones once."""
    found, seen = {}, set()
    for key, tensor in [*module.named_parameters(), *module.named_buffers()]:
        if not key.endswith(_COUNTER) and id(tensor) not in seen and tensor is not None:
            seen.add(id(tensor))
            found[key] = tensor
    order = {key: place for place, key in enumerate(module.state_dict())}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))


def _assigned(student, module, layout, x):
    """{name in the layout: the student's name}; a mismatch where the shapes differ or it cannot be told."""
    yours = {key: tuple(tensor.shape) for key, tensor in _tensors(module).items()}
    wanted = dict(layout)
    if yours == wanted:
        return {key: key for key in wanted}
    if len(yours) != len(wanted):
        raise student.mismatch("layers.count", yours=len(yours), expected=len(wanted))
    passed = _in_order_of_passing(module, x, list(yours))
    for order in (passed, list(yours)):
        if [yours[key] for key in order] == list(wanted.values()):
            return dict(zip(wanted, order, strict=True))
    if sorted(yours.values()) != sorted(wanted.values()):
        pairs = enumerate(zip(passed, wanted.values(), strict=True), 1)
        number, key, shape = next((n, key, shape) for n, (key, shape) in pairs if yours[key] != shape)
        raise student.mismatch("layers.shape", number=number, name=key, yours=yours[key], expected=shape)
    if len(set(wanted.values())) < len(wanted) and not _same_kinds_in_order(passed, yours, wanted):
        raise student.mismatch("layers.unclear")
    left = list(passed)
    names = {}
    for key, shape in wanted.items():
        names[key] = next(one for one in left if yours[one] == shape)
        left.remove(names[key])
    return names


def _same_kinds_in_order(passed, yours, wanted):
    """Whether layers of equal weights come in whole modules: then only modules as a whole have changed places."""
    mine, theirs = _by_module(passed, yours), _by_module(wanted, wanted)
    return sorted(mine) == sorted(theirs) and len(set(mine)) == len(mine)


def _by_module(names, shapes):
    found = {}
    for key in names:
        found.setdefault(key.rpartition(".")[0], []).append(shapes[key])
    return [tuple(one) for one in found.values()]


def _in_order_of_passing(module, x, names):
    """`names` in the order in which the data meets the layers; those it never meets come last."""
    met = []
    hooks = [
        inner.register_forward_pre_hook(lambda *_, prefix=prefix: met.append(prefix) if prefix not in met else None)
        for prefix, inner in module.named_modules()
    ]
    try:
        with torch.no_grad():
            module(x)
    finally:
        for hook in hooks:
            hook.remove()
    place = {prefix: number for number, prefix in enumerate(met)}
    return sorted(names, key=lambda key: place.get(key.rpartition(".")[0], len(place)))
