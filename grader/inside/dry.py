"""Runs a student's code on pretended CUDA tensors, which have shapes and devices and no numbers. Sent in as text.

A GPU is not needed: torch's FakeTensorMode refuses what a GPU would refuse, a tensor on the CPU beside one on the GPU.
What cannot be tried without numbers (a loop that waits for a loss to fall) ends the trial, and nothing is said.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

_GPU = "cuda:0"
_STEPS = 2
_TORCH = os.path.dirname(torch.__file__)
_FEW = 8


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
    with _pretended(student, again) as mode:
        made = getattr(student, name)(**args) if isinstance(args, dict) else getattr(student, name)(*args)
        if not isinstance(made, torch.nn.Module):
            return
        _demand_movable(made)
        network, pictures = made.to(_GPU), _moved(x.float(), mode)
        network.train()(pictures)
        network.eval()(pictures)


def dry_training(student: Any, again: Any, picture: Any, classes: int) -> None:
    """The first steps of train() with everything on the GPU, then an evaluation."""
    with _pretended(student, again) as mode:
        model = student.build_model()
        if not isinstance(model, torch.nn.Module):
            return
        _demand_movable(model)
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


def _for_students(asked: Any, answer: Any) -> Any:
    """`answer` for whoever asks but torch itself, which would go on and look for a driver."""

    def answering(*args: Any) -> Any:
        return asked(*args) if sys._getframe(1).f_code.co_filename.startswith(_TORCH) else answer

    return answering


def _apply(module: Any, change: Any, recurse: bool = True) -> Any:
    """As torch has it, but weights are put in anew: pretended ones cannot be exchanged in place."""
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
            own = value is layer._parameters
            if not own and any(isinstance(one, torch.nn.Parameter) for one in inner):
                raise NotImplementedError("weights that are kept in a list of their own")


def _choose_again(student: Any, again: Any, undo: contextlib.ExitStack) -> None:
    """Statements that chose a device while the file was loaded, for want of a GPU, choose again."""
    names = student._namespace
    former = dict(names)
    undo.callback(lambda: (names.clear(), names.update(former)))
    for statement in again:
        exec(compile(statement, "<chosen again>", "exec"), names)
