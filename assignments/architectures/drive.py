"""What is done with a student's network, step by step. This file runs in the jail and holds no answer.

A network is compared as a function: the check's weights are put into it, whatever its attributes are called, and it is
asked what it makes of a picture. Which of its weights is which is seen from their names, else from which weights lie
before and behind each of them on the way of the data, else from the order in which data passes the layers, else from
the order in which they were created.
"""

import zlib

import torch


def build(student, name, args=()):
    """The student's network, in eval mode; `args` is a dictionary where arguments are given by name."""
    module = getattr(student, name)(**args) if isinstance(args, dict) else getattr(student, name)(*args)
    if not isinstance(module, torch.nn.Module):
        raise student.mismatch("not_a_module", name=name, yours=type(module).__name__)
    return module.eval()


def _of_type(module, x):
    """The network in the type of `x`, but for one that is made of another and turns its pictures into that itself."""
    if x.dtype != torch.float64 and any(one.dtype not in (x.dtype, torch.int64) for one in module.parameters()):
        try:
            with torch.no_grad():
                module(x.clone())
        except RuntimeError:
            return module.to(x.dtype)
        return module
    return module.to(x.dtype)


def shapes(student, name, args, x):
    """The output's shape for a batch like `x`, and how many numbers the network learns."""
    module = _of_type(build(student, name, args), x)
    with torch.no_grad():
        shape = tuple(_output(student, module, x).shape)
    return {"shape": shape, "parameters": sum(weight.numel() for weight in module.parameters())}


def forward(student, name, args, layout, seed, x):
    """What the network makes of `x` in eval mode, with the weights of `seed`."""
    return _filled(student, name, args, layout, seed, x)[0](x)


def forward_in_training(student, name, args, layout, seed, x):
    """The same in train mode: batch normalisation takes its statistics from `x` and moves the running ones.

    Returns the output and the running statistics afterwards, in the order of `layout`.
    """
    module, names = _filled(student, name, args, layout, seed, x)
    out = _output(student, module.train(), x)
    after = _tensors(module)
    return (out, *(after[yours].clone() for theirs, yours in names.items() if ".running_" in f".{theirs}"))


def weight_gradients(student, name, args, layout, seed, x, cotangent):
    """Gradients of (output * cotangent).sum() for every weight, in the order of `layout`; zeros where none arrives."""
    module, names = _filled(student, name, args, layout, seed, x)
    out = _output(student, module, x)
    if out.shape != cotangent.shape:
        raise student.mismatch("output_shape", yours=tuple(out.shape), expected=tuple(cotangent.shape))
    if out.requires_grad:
        (out * cotangent).sum().backward()
    weights = dict(module.named_parameters())
    learned = [(weights[names[key]], shape) for key, shape, _ in layout if names[key] in weights]
    return tuple((torch.zeros_like(one) if one.grad is None else one.grad).reshape(shape) for one, shape in learned)


def twice(student, name, args, layout, seed, x):
    """Whether two passes in eval mode agree, and a picture alone with the same picture in its batch.

    The network keeps the weights that it was made with, so that a layer of another size costs nothing here; `layout`
    and `seed` are there because the other drivers take them.
    """
    module = _of_type(build(student, name, args), x)
    with torch.no_grad():
        # copies: a network that writes into its picture pays for that elsewhere
        first, second, alone = (_output(student, module, one.clone()) for one in (x, x, x[:1]))
    near = 1e-4 * float(first.abs().max())
    return {
        "twice the same": bool(torch.equal(first, second)),
        "the same alone": first[:1].shape == alone.shape and bool(torch.allclose(first[:1], alone, 1e-4, near)),
    }


def layers(student, name, args, x):
    """((name, class, output's shape, ((tensor, shape), ...)), ...) of the layers that learn, as the data meets them.

    Shapes are for a batch like `x`; None where the data did not come as far or never passes the layer.
    """
    module = _of_type(build(student, name, args), x)
    found, hooks = {}, []
    for prefix, layer in module.named_modules():
        if next(layer.parameters(recurse=False), None) is not None:
            hooks.append(layer.register_forward_hook(lambda _, __, out, prefix=prefix: found.setdefault(prefix, out)))
    try:
        with torch.no_grad():
            module(x.clone())
    except Exception:
        pass  # the table then shows how far it came
    finally:
        for hook in hooks:
            hook.remove()
    rows = {}
    for prefix in [*found, *(prefix for prefix, _ in module.named_modules())]:
        layer = module.get_submodule(prefix)
        own = dict(layer.named_parameters(recurse=False))
        statistics = {key: one for key, one in layer.named_buffers(recurse=False) if _is_statistic(module, key, one)}
        shape = tuple(found[prefix].shape) if isinstance(found.get(prefix), torch.Tensor) else None
        if own:
            tensors = tuple((key, tuple(one.shape)) for key, one in {**own, **statistics}.items())
            rows.setdefault(prefix, (prefix, type(layer).__name__, shape, tensors))
    return tuple(rows.values())


def layout_of(student, name, args, x):
    """((name, shape, place), ...) of the weights and running statistics: made from the reference, handed in."""
    module = _of_type(build(student, name, args), x)
    places = _places(module, x)
    return tuple((key, tuple(one.shape), places[key][0]) for key, one in _tensors(module).items())


def _output(student, module, x):
    out = module(x)
    if not isinstance(out, torch.Tensor):
        raise student.mismatch("not_a_tensor", yours=type(out).__name__)
    return out


def _filled(student, name, args, layout, seed, x):
    """The network with the weights of `seed` in it, and {name in the layout: the student's name}."""
    module = _of_type(build(student, name, args), x)
    if any(isinstance(one, torch.nn.parameter.UninitializedTensorMixin) for one in module.parameters()):
        with torch.no_grad():
            module(x.clone())  # a lazy layer learns its shape from the first picture
    names = _assigned(student, module, [(key, tuple(shape), place) for key, shape, place in layout], x)
    _fill(_tensors(module), names, seed)
    return module, names


def _fill(tensors, names, seed):
    """Puts the weights of `seed` into the student's tensors."""
    with torch.no_grad():
        for key, yours in names.items():
            tensors[yours].copy_(_numbers(key, tensors[yours].shape, seed))


def _numbers(key, shape, seed):
    """The weights of `seed` for the tensor called `key`: float32 numbers, the same on both sides of the jail."""
    generator = torch.Generator().manual_seed(zlib.crc32(f"{seed}/{key}".encode()))
    numbers = torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu")
    if key.endswith("running_var"):
        return 0.5 + numbers.abs()
    if len(shape) < 2:  # biases, and what batch normalisation learns
        return 1 + 0.2 * numbers if key.endswith("weight") else 0.2 * numbers
    return numbers * (2 / numbers[0].numel()) ** 0.5  # He et al. 2015: the signal neither dies nor explodes


def _tensors(module):
    """Weights and running statistics by name, in the order in which they were created; shared ones once."""
    found, seen = {}, set()
    for key, tensor in [*module.named_parameters(), *module.named_buffers()]:
        if (isinstance(tensor, torch.nn.Parameter) or _is_statistic(module, key, tensor)) and id(tensor) not in seen:
            seen.add(id(tensor))
            found[key] = tensor
    order = {key: place for place, key in enumerate(module.state_dict())}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))


_BY_NAME = "_statistics_by_name"
"""Set on a network that has more buffers than statistics: only those called mean or var then count."""


def _is_statistic(module, key, tensor):
    """A running mean or variance; other buffers (the counter of batches, a student's constants) hold no weights."""
    last = key.rpartition(".")[2]
    if tensor is None or tensor.dim() != 1 or not tensor.is_floating_point():
        return False
    return "mean" in last or "var" in last or not getattr(module, _BY_NAME, False)


def _as_matrix(shape):
    """(120, 16, 5, 5) -> (120, 400): a convolution as large as its picture is a fully connected layer."""
    return (shape[0], torch.Size(shape[1:]).numel()) if len(shape) > 1 else tuple(shape)


def _assigned(student, module, layout, x):
    """{name in the layout: the student's name}; a mismatch where the shapes differ or it cannot be told."""
    tensors = _tensors(module)
    if len(tensors) > len(layout):
        setattr(module, _BY_NAME, True)
        tensors = _tensors(module)
    yours = {key: _as_matrix(tensor.shape) for key, tensor in tensors.items()}
    wanted = {key: _as_matrix(shape) for key, shape, _ in layout}
    if yours == wanted:
        return {key: key for key in wanted}
    if len(yours) != len(wanted):
        raise student.mismatch("layers.count", yours=len(yours), expected=len(wanted))
    places = _places(module, x)
    found = _by_place(places, layout)
    if found is not None:
        return found
    passed = _in_order_of_passing(module, x, list(yours))
    for order in (passed, list(yours)):
        if [yours[key] for key in order] == list(wanted.values()):
            return dict(zip(wanted, order, strict=True))
    if sorted(yours.values()) != sorted(wanted.values()):
        pairs = enumerate(zip(passed, layout, strict=True), 1)
        number, key, shape = next((n, key, it[1]) for n, (key, it) in pairs if yours[key] != wanted[it[0]])
        own = tuple(tensors[key].shape)
        raise student.mismatch("layers.shape", number=number, name=key, yours=own, expected=shape)
    mine, theirs = _by_layer(passed, yours), _by_layer(list(wanted), wanted)
    wired_alike = sorted(place for place, *_ in places.values()) == sorted(place for _, _, place in layout)
    unseen = not places and any(len(units) > 1 for units in theirs.values())  # cut off from autograd (.detach())
    if wired_alike or unseen or any(len(mine.get(kind, ())) != len(units) for kind, units in theirs.items()):
        raise student.mismatch("layers.unclear")
    # Wired in another way than it should be, so it will be wrong: layers of equal shapes in the order of passing.
    return {
        key: own
        for kind, units in theirs.items()
        for unit, own_unit in zip(units, mine[kind], strict=True)
        for key, own in zip(unit, own_unit, strict=True)
    }


def _by_place(places, layout):
    """{name in the layout: the student's name}, where each layer's place is another; None where that does not help."""
    wanted, mine = {}, {}
    for key, _, place in layout:
        wanted.setdefault(place, []).append(key)
    for key, (place, *turn) in places.items():
        mine.setdefault(place, []).append((turn, key))
    if {place: len(keys) for place, keys in wanted.items()} != {place: len(keys) for place, keys in mine.items()}:
        return None
    wide = {key for key, shape, _ in layout if len(shape) > 1}
    if any(len(keys) > 1 and wide.intersection(keys) for keys in wanted.values()):
        return None  # two layers that could change places
    return {key: own for place, keys in wanted.items() for key, (_, own) in zip(keys, sorted(mine[place]), strict=True)}


def _places(module, x):
    """{name: (place, step, slot)}, found by following the answer back to the picture through autograd's graph.

    The place of a layer's kernel or matrix is its shape with the shapes of those before it and behind it; that of a
    vector (a bias, what batch normalisation learns and its statistics) its shape with the places of those before it.
    Vectors of one place come in the order in which they are used: step by step, and within a step by slot.
    """
    tensors = _tensors(module)
    probe = x.detach().clone().requires_grad_()
    with torch.enable_grad():
        out = module(probe.clone())  # a copy: a network that changes its picture in place must not spoil the next pass
    if not isinstance(out, torch.Tensor) or out.grad_fn is None:
        return {}
    shapes = {key: _as_matrix(tensor.shape) for key, tensor in tensors.items()}
    met, before_vector, before_kernel, turns = {}, {}, {}, {}
    names = {id(tensor): key for key, tensor in tensors.items()}
    for node in _from_picture_to_answer(out.grad_fn):
        variable = getattr(node, "variable", None)
        if variable is not None:  # where a weight or the picture enters the graph
            own = names.get(id(variable))
            met[node] = (set(), {own: 0} if own else {}, variable is probe, 0)
            continue
        before, entering, data, step = set(), {}, False, 0
        for slot, (inner, _) in enumerate(node.next_functions):
            if inner is not None:
                kernels, waiting, has_data, inner_step = met[inner]
                before |= kernels
                entering |= dict.fromkeys(waiting, slot)
                data, step = data or has_data, max(step, inner_step + 1)
        if data:  # else the weights are still among themselves, as in weight.t()
            entering |= {key: slot for slot, key in enumerate(_statistics(node, tensors), len(node.next_functions))}
            kernels = {key for key in entering if len(shapes[key]) > 1}
            for key, slot in entering.items():
                turns.setdefault(key, (step, slot))
                if key in kernels:
                    before_kernel.setdefault(key, frozenset(before))
                else:
                    before_vector.setdefault(key, frozenset(before | kernels))
            before, entering = before | kernels, {}
        met[node] = (before, entering, data, step)
    places = {}
    for key, before in before_kernel.items():
        behind = [other for other, earlier in before_kernel.items() if key in earlier]
        around = [sorted(shapes[one] for one in ones) for ones in (before, behind)]
        places[key] = zlib.crc32(repr((shapes[key], around)).encode())
    for key, before in before_vector.items():
        places[key] = zlib.crc32(repr((shapes[key], sorted(places[one] for one in before))).encode())
    found = {key: (place, *turns[key]) for key, place in places.items()}
    for number, key in enumerate(shapes):  # statistics that only Python code uses stay with the weights beside them
        beside = [other for other in found if other.rpartition(".")[0] == key.rpartition(".")[0]]
        if key not in found and beside and shapes[beside[-1]] == shapes[key]:
            place, step, _ = found[beside[-1]]
            found[key] = (place, step, len(shapes) + number)
    return found


def _from_picture_to_answer(last):
    """The nodes of autograd's graph, each after those that it was computed from."""
    done, stack = {}, [(last, False)]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready:
            done[node] = True
            continue
        stack.append((node, True))
        stack += [(inner, False) for inner, _ in node.next_functions if inner is not None and inner not in done]
    return list(done)


def _statistics(node, tensors):
    """Names of the running mean and variance that a step of batch normalisation used."""
    used = [getattr(node, f"_saved_running_{which}", None) for which in ("mean", "var")]
    where = {tensor.data_ptr(): key for key, tensor in tensors.items()}
    return [where[one.data_ptr()] for one in used if isinstance(one, torch.Tensor) and one.data_ptr() in where]


def _by_layer(names, shapes):
    """{shapes of a layer's tensors: the layers of that kind}; vectors belong to the kernel before them."""
    layers = []
    for key in names:
        if len(shapes[key]) > 1 or not layers:
            layers.append([])
        layers[-1].append(key)
    found = {}
    for layer in layers:
        found.setdefault(tuple(shapes[key] for key in layer), []).append(layer)
    return found


def _in_order_of_passing(module, x, names):
    """`names` in the order in which the data meets the layers; those it never meets come last."""
    met = []
    hooks = [
        inner.register_forward_pre_hook(lambda *_, prefix=prefix: met.append(prefix) if prefix not in met else None)
        for prefix, inner in module.named_modules()
    ]
    try:
        with torch.no_grad():
            module(x.clone())
    finally:
        for hook in hooks:
            hook.remove()
    place = {prefix: number for number, prefix in enumerate(met)}
    return sorted(names, key=lambda key: place.get(key.rpartition(".")[0], len(place)))
