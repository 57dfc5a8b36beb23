"""Lets a student's code train and asks it about pictures. Sent in as text beside a task's own drivers.

All that it says of itself (parameters, losses, whether weights changed) is a claim; the logits are judged outside.
"""

import contextlib
import csv
import inspect
import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy
import torch

_KEPT: dict[str, Any] = {}
"""The trained network between two calls."""
_WORK = "/tmp/student"
_BATCH = 256
_MOST_LOSSES = 400


class _TimeUp(BaseException):
    """Raised in the student's train() when its time is up; what it has reached stays in the network."""


def fit_train(student: Any, folder: str, count: int, order: int, seconds: float, device: str) -> dict[str, Any]:
    """Builds the network and trains it on `count` pictures of the training split, in the order of a seed."""
    _KEPT.clear()
    if getattr(student, "train", None) is None and _left_behind(student):
        _KEPT["whole"] = True
        return {**_taken(student, getattr(student, "model", None)), "whole": True}
    images, labels = _training(folder, count, order)
    torch.set_grad_enabled(True)
    _steady_numbers(device)
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


def fit_load(student: Any, path: str, device: str) -> dict[str, Any]:
    """Lets the student's load_model(path, device) make the trained network of a file that came with the code."""
    _KEPT.clear()
    torch.set_grad_enabled(True)
    _steady_numbers(device)
    model = student.load_model(os.path.join(_WORK, path), device)
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="load_model()", yours=type(model).__name__)
    return _taken(student, model)


def fit_predictions(student: Any, path: str, count: int, classes: int) -> Any:
    """(count, classes) numbers or (count,) classes, read from a .npz or .csv file that was handed in."""
    path = os.path.join(_WORK, path)
    try:
        found = _from_npz(path) if path.lower().endswith(".npz") else _from_csv(path)
    except _Unreadable as error:
        raise student.mismatch("predictions", why=str(error)) from None
    except Exception as error:
        raise student.mismatch("predictions", why=f"{type(error).__name__}: {error}".replace("|", "/")) from None
    if found.ndim == 2 and found.shape[1] == 1:
        found = found[:, 0]
    if found.ndim == 1 and numpy.issubdtype(found.dtype, numpy.floating) and bool((found == numpy.round(found)).all()):
        found = found.astype(numpy.int64)
    if found.shape not in ((count,), (count, classes)):
        raise student.mismatch("predictions_shape", yours=found.shape, count=count, classes=classes)
    return torch.from_numpy(numpy.ascontiguousarray(found, numpy.int64 if found.ndim == 1 else numpy.float64))


class _NoGpu(RuntimeError):
    """The jail was to have a GPU and has none: no fault of the student's."""


_NO_GPU = "the grader's jail has no GPU"


class _Unreadable(Exception):
    """Why a file of predictions makes no sense."""


_NAMED = ("logits", "predictions", "classes", "labels", "arr_0")


def _from_npz(path: str) -> Any:
    with numpy.load(path, allow_pickle=False) as arrays:
        names = [name for name in _NAMED if name in arrays.files] or list(arrays.files)
        if not names:
            raise _Unreadable("it holds no array")
        if len(names) > 1 and not set(names) & set(_NAMED):
            raise _Unreadable(f"it holds several arrays ({', '.join(names)[:100]}); name one of them predictions")
        found = numpy.array(arrays[names[0]])
    if not (numpy.issubdtype(found.dtype, numpy.integer) or numpy.issubdtype(found.dtype, numpy.floating)):
        raise _Unreadable(f"its array holds {found.dtype}, not numbers")
    return found


def _from_csv(path: str) -> Any:
    """A row a picture: its class, or a number for each class; a first column that counts rows orders them."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read()
    separator = next((mark for mark in (";", "\t") if mark in text.partition("\n")[0]), ",")
    rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if any(cell.strip() for cell in row)]
    if rows and not all(_is_number(cell) for cell in rows[0]):
        rows = rows[1:]  # the names of the columns
    if not rows:
        raise _Unreadable("it holds no row of numbers")
    wide = {len(row) for row in rows}
    if len(wide) > 1:
        raise _Unreadable(f"its rows have {min(wide)} to {max(wide)} columns")
    for number, row in enumerate(rows, 1):
        for cell in row:
            if not _is_number(cell):
                raise _Unreadable(f"row {number} holds {cell[:40]!r}, which is no number")
    found = numpy.array([[float(cell.replace(",", ".")) for cell in row] for row in rows])
    first = found[:, 0]
    if found.shape[1] > 1 and len(set(first.tolist())) == len(first):
        start = first.min()
        if start in (0, 1) and sorted(first.tolist()) == [start + at for at in range(len(first))]:
            found = found[numpy.argsort(first)][:, 1:]
    return found


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def fit_logits(student: Any, images: Any, device: str, own: bool) -> Any:
    """(N, classes) of pictures sent in; with `own` by the student's predict(model, images, device)."""
    return _answers(student, images, device, own)


def fit_known(student: Any, folder: str, count: int, order: int, most: int, device: str, own: bool) -> Any:
    """The same of the first `most` pictures that were trained on."""
    images, _ = _training(folder, count, order)
    return _answers(student, images[:most], device, own)


def _answers(student: Any, images: Any, device: str, own: bool) -> Any:
    model = _KEPT.get("model")
    if _KEPT.get("predict") is not None:
        return _KEPT["predict"](*_arguments(_KEPT["predict"], model, images.to(device), device))
    if own and not _KEPT.get("whole"):
        return student.predict(model, images.to(device), device)
    if model is None:
        raise student.mismatch("not_a_module", name="model", yours="None")
    model.eval()
    with torch.no_grad():
        parts = [model(images[at : at + _BATCH].to(device)) for at in range(0, len(images), _BATCH)]
    if not all(isinstance(part, torch.Tensor) for part in parts):
        raise student.mismatch("not_a_tensor", yours=type(parts[0]).__name__)
    return torch.cat(parts).cpu()


def _steady_numbers(device: str) -> None:
    """On a GPU: full float32 and the same sums each time, where there are such algorithms."""
    if device.startswith("cuda"):
        if not torch.cuda.is_available():
            raise _NoGpu(_NO_GPU)
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False
        torch.use_deterministic_algorithms(True, warn_only=True)


def _left_behind(student: Any) -> bool:
    """Whether a file that has trained while it ran left predict(images), which is kept, or a `model`."""
    _KEPT["predict"] = getattr(student, "predict", None)
    return _KEPT["predict"] is not None or isinstance(getattr(student, "model", None), torch.nn.Module)


def _taken(student: Any, model: Any) -> dict[str, Any]:
    """Keeps a network that is trained already, with what can be said of it."""
    found = model if isinstance(model, torch.nn.Module) else None
    _KEPT["model"] = found
    counted = None if found is None else sum(weight.numel() for weight in found.parameters())
    return {"parameters": counted, "losses": [], "late": False}


def _arguments(predict: Any, model: Any, images: Any, device: str) -> tuple[Any, ...]:
    """(images), (model, images) or (model, images, device), by how many it takes."""
    try:
        kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        taken = [one for one in inspect.signature(predict).parameters.values() if one.kind in kinds]
    except (TypeError, ValueError):
        return (images,)
    needed = sum(one.default is inspect.Parameter.empty for one in taken)
    return (images,) if needed < 2 else (model, images) if needed == 2 else (model, images, device)


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
