"""Lets a student's code train and asks it about pictures. Sent in as text beside a task's own drivers.

All that it says of itself (parameters, losses, whether weights changed) is a claim; the logits are judged outside.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy
import torch

_KEPT: dict[str, Any] = {}
"""The trained network between two calls."""
_BATCH = 256
_MOST_LOSSES = 400


class _TimeUp(BaseException):
    """Raised in the student's train() when its time is up; what it has reached stays in the network."""


def fit_train(student: Any, folder: str, count: int, order: int, seconds: float, device: str) -> dict[str, Any]:
    """Builds the network and trains it on `count` pictures of the training split, in the order of a seed."""
    images, labels = _training(folder, count, order)
    torch.set_grad_enabled(True)
    model = _module(student, student.build_model())
    lazy = torch.nn.parameter.UninitializedParameter  # its shape comes with the first picture
    before = {key: one.detach().clone() for key, one in model.named_parameters() if not isinstance(one, lazy)}
    losses: list[Any] = []
    start = time.monotonic()
    late = False
    with _recorded(losses):
        try:
            with _interrupted_after(seconds):
                returned = student.train(model, images.to(device), labels.to(device), device)
        except _TimeUp:
            returned, late = None, True
    trained = returned if isinstance(returned, torch.nn.Module) else model
    _KEPT["model"] = trained
    after = {key: one for key, one in trained.named_parameters() if not isinstance(one, lazy)}
    return {
        "parameters": sum(weight.numel() for weight in after.values()),
        "changed": any(key not in before or not torch.equal(before[key], after[key].detach().cpu()) for key in after),
        "late": late,
        "training": bool(trained.training),
        "steps": len(losses),
        "losses": _thinned(losses),
        "seconds": time.monotonic() - start,
    }


def fit_logits(student: Any, images: Any, device: str, own: bool) -> Any:
    """(N, classes) of pictures sent in; with `own` by the student's predict(model, images, device)."""
    return _answers(student, images, device, own)


def fit_known(student: Any, folder: str, count: int, order: int, most: int, device: str, own: bool) -> Any:
    """The same of the first `most` pictures that were trained on."""
    images, _ = _training(folder, count, order)
    return _answers(student, images[:most], device, own)


def _answers(student: Any, images: Any, device: str, own: bool) -> Any:
    model = _KEPT["model"]
    if own:
        return student.predict(model, images.to(device), device)
    model.eval()
    with torch.no_grad():
        parts = [model(images[at : at + _BATCH].to(device)) for at in range(0, len(images), _BATCH)]
    if not all(isinstance(part, torch.Tensor) for part in parts):
        raise student.mismatch("not_a_tensor", yours=type(parts[0]).__name__)
    return torch.cat(parts).cpu()


def _module(student: Any, model: Any) -> Any:
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="build_model()", yours=type(model).__name__)
    return model


def _training(folder: str, count: int, order: int) -> tuple[Any, Any]:
    """(images float32 in [0, 1], labels int64) of the training split; `order` is the seed of their order."""
    images = numpy.load(f"{folder}/images.npy", mmap_mode="r")
    labels = numpy.load(f"{folder}/labels.npy", mmap_mode="r")
    chosen = torch.randperm(len(labels), generator=torch.Generator().manual_seed(order))[:count].numpy()
    return torch.from_numpy(images[chosen]).float() / 255, torch.from_numpy(labels[chosen].astype(numpy.int64))


def _thinned(losses: list[Any]) -> list[float]:
    """At most 400 of them, evenly spaced; floats."""
    step = max(1, -(-len(losses) // _MOST_LOSSES))
    return [float(loss) for loss in losses[::step]]


@contextlib.contextmanager
def _recorded(losses: list[Any]) -> Iterator[None]:
    """Notes the value of everything that backward() is called on."""
    backward = torch.Tensor.backward

    def noting(tensor: Any, *args: Any, **kwargs: Any) -> Any:
        if tensor.numel() == 1:
            losses.append(tensor.detach().reshape(()))
        return backward(tensor, *args, **kwargs)

    torch.Tensor.backward = noting  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        torch.Tensor.backward = backward  # type: ignore[method-assign]


@contextlib.contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Raises _TimeUp in the main thread after so many seconds; elsewhere the clock outside is the only one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: Any) -> None:
        raise _TimeUp

    former = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
