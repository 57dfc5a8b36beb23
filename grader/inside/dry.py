"""Runs a student's code on pretended CUDA tensors, which have shapes and devices and no numbers. Sent in as text.

A GPU is not needed: torch's FakeTensorMode refuses what a GPU would refuse, a tensor on the CPU beside one on the GPU.
What cannot be tried without numbers (a loop that waits for a loss to fall) ends the trial, and nothing is said.
"""

import contextlib
import inspect
import os
import sys
from collections.abc import Iterator
from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode, unset_fake_temporarily

_GPU = "cuda:0"
_STEPS = 2
_TORCH = os.path.dirname(torch.__file__)
_FEW = 64
"""So many pictures, that whoever holds a twentieth back has some."""


class _Enough(BaseException):
    """Raised after the first steps of a training: the others are like them."""


class _NotOnCpu(RuntimeError):
    """What torch says as a TypeError: that would be taken for a driver at a loss."""


def dry_function(student: Any, again: Any, name: str, args: Any, kwargs: Any) -> None:
    """One call of a function with all its tensors on the GPU; `again` are statements that chose a device at load."""
    with _pretended(student, again) as mode:
        getattr(student, name)(*_moved(args, mode), **_moved(kwargs, mode))


def dry_network(student: Any, again: Any, name: str, args: Any, x: Any) -> None:
    """A network made on the CPU, moved to the GPU and asked there, in train mode and in eval mode."""
    x, make = x.float(), getattr(student, name)
    with _pretended(student, again) as mode:
        made = _made(lambda: make(**args) if isinstance(args, dict) else make(*args), x.shape, mode)
        if made is None:
            return
        network, pictures = made.to(_GPU), _moved(x, mode)
        network.train()(pictures)
        network.eval()(pictures)


def dry_training(student: Any, again: Any, picture: Any, classes: int) -> None:
    """The first steps of train() with everything on the GPU, then an evaluation."""
    with _pretended(student, again) as mode:
        model = _made(student.build_model, (_FEW, *picture), mode)
        if model is None:
            return
        images = _moved(torch.zeros(_FEW, *picture), mode)
        labels = _moved(torch.arange(_FEW) % classes, mode)
        model.to(_GPU)
        with contextlib.suppress(_Enough):
            student.train(model, images, labels, _GPU)
        predict = getattr(student, "predict", None)
        if predict is None:
            model.eval()(images)
        else:
            predict(model, images, _GPU)


def dry_task(student: Any, again: Any, source: str, name: str) -> None:
    """What a task's own driver does with everything on the GPU."""
    names: dict[str, Any] = {}
    exec(compile(source, "<drive>", "exec"), names)
    with _pretended(student, again), contextlib.suppress(_Enough):
        names[name](student, _GPU)


def _made(make: Any, shape: Any, mode: Any) -> Any:
    """The network, or None where there is none; lazy layers need numbers first, so such a network is made with them."""
    try:
        made = make()
    except RuntimeError as error:
        if "UninitializedParameter" not in str(error):
            raise
        with unset_fake_temporarily():
            made = make()
            with torch.no_grad():
                made(torch.zeros(*shape))
        _pretend(made, mode)
    return made if isinstance(made, torch.nn.Module) else None


def _pretend(module: Any, mode: Any) -> None:
    """Puts pretended tensors in the place of all that the network holds."""
    known: dict[int, Any] = {}

    def pretended(value: Any) -> Any:
        if not isinstance(value, torch.Tensor):
            return value
        if id(value) not in known:
            fake = mode.from_tensor(value).detach()
            weight = isinstance(value, torch.nn.Parameter)
            known[id(value)] = torch.nn.Parameter(fake, value.requires_grad) if weight else fake
        return known[id(value)]

    for layer in module.modules():
        for held in (layer._parameters, layer._buffers, vars(layer)):
            for key, value in list(held.items()):
                held[key] = pretended(value)


def _moved(value: Any, mode: Any) -> Any:
    """The same with every tensor on the pretended GPU."""
    if isinstance(value, torch.Tensor):
        return torch.empty(value.shape, dtype=value.dtype, device=_GPU)
    if isinstance(value, dict):
        return {key: _moved(one, mode) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_moved(one, mode) for one in value)
    return value


@contextlib.contextmanager
def _pretended(student: Any, again: Any) -> Iterator[Any]:
    """Everything within runs on pretended tensors, and the machine says that it has a GPU."""
    with contextlib.ExitStack() as undo:
        for owner, name, stand_in in _stand_ins():
            undo.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, stand_in)
        _choose_again(student, again, undo)
        yield undo.enter_context(FakeTensorMode(allow_non_fake_inputs=False))


def _stand_ins() -> list[tuple[Any, str, Any]]:
    """What needs numbers or a driver, and what takes its place."""
    tensor, cuda = torch.Tensor, torch.cuda
    steps = 0

    def backward(loss: Any, *_: Any, **__: Any) -> None:
        nonlocal steps
        steps += 1
        for weight in _weights_behind(loss):
            weight.grad = torch.zeros_like(weight)
        if steps > _STEPS:
            raise _Enough

    def to_numpy(tensor_: Any, *_: Any, **__: Any) -> Any:
        if tensor_.device.type == "cuda":
            raise _NotOnCpu(
                "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory "
                "first."
            )
        return torch.zeros(tensor_.shape, dtype=tensor_.dtype)  # a stand-in: whoever computes on ends the trial

    return [
        (torch.nn.Module, "_apply", _apply),
        (tensor, "backward", backward),
        (FakeTensor, "__deepcopy__", _copied),
        (torch.autograd, "grad", _zeros),
        (torch.nn.RNNBase, "flatten_parameters", lambda _: None),
        *((torch._VF, f"{kind}", _recurrent) for kind in ("lstm", "gru", "rnn_tanh", "rnn_relu")),
        *((torch._VF, f"{kind}_cell", _cell) for kind in ("lstm", "gru", "rnn_tanh", "rnn_relu")),
        (torch.utils.data.DataLoader, "__init__", _in_one_process(torch.utils.data.DataLoader.__init__)),
        (tensor, "tolist", lambda one: _listed(list(one.shape), 1.0 if one.dtype.is_floating_point else 0)),
        (tensor, "item", lambda one: 1 if not one.dtype.is_floating_point else 1.0),
        (tensor, "numpy", to_numpy),
        (tensor, "__array__", to_numpy),
        (tensor, "__float__", lambda _: 1.0),
        (tensor, "__int__", lambda _: 1),
        (cuda, "is_available", _for_students(cuda.is_available, True)),
        (cuda, "device_count", _for_students(cuda.device_count, 1)),
        (cuda, "current_device", _for_students(cuda.current_device, 0)),
        (cuda, "synchronize", lambda *_: None),
        (cuda, "empty_cache", lambda: None),
    ]


def _recurrent(x: Any, given: Any, weights: Any, *rest: Any) -> Any:
    """What comes out of LSTM, GRU and RNN, by shape: theirs asks for a driver. Packed sequences are not tried."""
    if isinstance(weights, torch.Tensor):
        raise NotImplementedError("packed sequences")
    states = given if isinstance(given, tuple) else (given,)
    mixed = _mixed(x, *states, *weights)
    both = 2 if rest[4] else 1  # (bias, layers, dropout, training, bidirectional, batch first)
    return mixed.expand(*x.shape[:-1], both * states[0].shape[-1]).clone(), *(
        mixed.expand(s.shape).clone() for s in states
    )


def _cell(x: Any, given: Any, *weights: Any) -> Any:
    """The same for one step."""
    states = given if isinstance(given, tuple) else (given,)
    mixed = _mixed(x, *states, *[one for one in weights if one is not None])
    found = tuple(mixed.expand(state.shape).clone() for state in states)
    return found if isinstance(given, tuple) else found[0]


def _mixed(*tensors: Any) -> Any:
    """One number of each, added up: refused where they are not on one device."""
    total = tensors[0].reshape(-1)[:1]
    for one in tensors[1:]:
        total = total + one.reshape(-1)[:1]
    return total


def _zeros(outputs: Any, inputs: Any, *_: Any, **__: Any) -> Any:
    return tuple(torch.zeros_like(one) for one in ([inputs] if isinstance(inputs, torch.Tensor) else inputs))


def _copied(fake: Any, memo: Any) -> Any:
    """Of a pretended tensor torch would copy the whole pretence with it."""
    made = fake.detach().clone()
    weight = isinstance(fake, torch.nn.Parameter)
    made = torch.nn.Parameter(made, fake.requires_grad) if weight else made.requires_grad_(fake.requires_grad)
    memo[id(fake)] = made
    return made


def _in_one_process(init: Any) -> Any:
    """A DataLoader without workers and pinned memory: what is pretended here is nothing in another process."""

    def made(loader: Any, *args: Any, **kwargs: Any) -> None:
        bound = inspect.signature(init).bind(loader, *args, **kwargs)
        for name in ("num_workers", "pin_memory", "persistent_workers", "prefetch_factor", "multiprocessing_context"):
            bound.arguments.pop(name, None)
        init(*bound.args, **bound.kwargs)

    return made


def _listed(shape: list[int], value: Any) -> Any:
    return [_listed(shape[1:], value) for _ in range(shape[0])] if shape else value


def _for_students(asked: Any, answer: Any) -> Any:
    """`answer` for whoever asks but torch itself, which would go on and look for a driver."""

    def answering(*args: Any) -> Any:
        return asked(*args) if sys._getframe(1).f_code.co_filename.startswith(_TORCH) else answer

    return answering


def _apply(module: Any, change: Any, recurse: bool = True) -> Any:
    """As torch has it, but weights are put in anew: pretended ones cannot be exchanged in place."""
    _demand_movable(module)
    for child in module.children() if recurse else ():
        child._apply(change)  # a layer may move more than its weights
    for key, weight in module._parameters.items():
        if weight is not None:
            module._parameters[key] = torch.nn.Parameter(change(weight.detach()), weight.requires_grad)
    for key, buffer in module._buffers.items():
        if buffer is not None:
            module._buffers[key] = change(buffer)
    return module


def _weights_behind(loss: Any) -> list[Any]:
    found, seen, waiting = [], set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if (weight := getattr(node, "variable", None)) is not None:
            found.append(weight)
        waiting += [inner for inner, _ in node.next_functions]
    return found


def _demand_movable(module: Any) -> None:
    """Raises where weights are also kept elsewhere: torch moves them in place, which pretended ones cannot be."""
    for layer in module.modules():
        for value in vars(layer).values():
            inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
            own = value is layer._parameters or isinstance(layer, torch.nn.RNNBase)  # which lists its weights anew
            if not own and any(isinstance(one, torch.nn.Parameter) for one in inner):
                raise NotImplementedError("weights that are kept in a list of their own")


def _choose_again(student: Any, again: Any, undo: contextlib.ExitStack) -> None:
    """Statements that chose a device while the file was loaded, for want of a GPU, choose again."""
    names = student._namespace
    former = dict(names)
    undo.callback(lambda: (names.clear(), names.update(former)))
    for statement in again:
        exec(compile(statement, "<chosen again>", "exec"), names)
