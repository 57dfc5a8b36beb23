"""Lets a student's code train and asks it about pictures. Sent in as text, after watched.py.

All that it says of itself (parameters, losses, whether weights changed) is a claim; the logits are judged outside.
"""

import contextlib
import copy
import inspect
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy
import torch

if TYPE_CHECKING:
    from .watched import Watched, _Pictures, moved

_KEPT: dict[str, Any] = {}
"""The trained network between two calls."""
_WORK = getattr(sys.modules.get("_grader_inside.told"), "WORK", "/tmp/student")
_BATCH = 256
_OTHERS = re.compile(r"loader|^(optim|criterion|loss|epoch|n_epoch|num_epoch)")
"""A train() with such an argument trains in a way of its own, and is called by the file itself."""
_FILLED = 8
"""A weight that is made, filled anew and loaded is written to less often."""


class _TimeUp(BaseException):
    """Raised in the student's train() when its time is up; what it has reached stays in the network."""


def fit_train(student: Any, folder: str, count: int, order: int, seconds: float, device: str) -> dict[str, Any]:
    """Builds the network and trains it on `count` pictures of the training split, in the order of a seed."""
    _KEPT.clear()
    if not _trains(student) and _left_behind(student):
        _KEPT["whole"] = True
        return {**_taken(student, _network(student)), "whole": True}
    _refuse_another_way(student)
    images, labels = _training(folder, count, order)
    torch.set_grad_enabled(True)
    _steady_numbers(device)
    model = _module(student, student.build_model())
    lazy = torch.nn.parameter.UninitializedParameter  # its shape comes with the first picture
    before = {key: one.detach().clone() for key, one in model.named_parameters() if not isinstance(one, lazy)}
    _show_lines_at_once()
    watched = Watched(model, images, labels)
    start = time.monotonic()
    late, stopped = False, None
    with watched.watching():
        try:
            with _interrupted_after(seconds):
                returned = student.train(model, images.to(device), labels.to(device), device)
        except _TimeUp:
            returned, late = None, True
        except BaseException as error:
            if not _no_fault_of_theirs(error):
                raise
            returned, stopped = None, error
    trained = returned if isinstance(returned, torch.nn.Module) else model
    _KEPT["model"] = trained
    after = {key: one for key, one in trained.named_parameters() if not isinstance(one, lazy)}
    changed = any(key not in before or not torch.equal(before[key], after[key].detach().cpu()) for key in after)
    if stopped is not None and not changed:
        raise stopped
    return {
        "parameters": sum(weight.numel() for weight in after.values()),
        "changed": changed,
        "late": late,
        "elsewhere": _saved_elsewhere(),
        "stopped": None if stopped is None else f"{type(stopped).__name__}: {stopped}"[:300],
        "moved": moved(before, after) if trained is model else None,
        "training": bool(trained.training),
        **watched.claims(),
        "seconds": time.monotonic() - start,
    }


def _no_fault_of_theirs(error: BaseException) -> bool:
    """Whether train() was left by sys.exit(), or stopped by what is missing here: what it has learned counts."""
    known = getattr(sys.modules.get("_grader_inside.absent"), "is_environments", None)
    return isinstance(error, SystemExit) or (known is not None and known(f"{type(error).__name__}: {error}"))


def fit_load(student: Any, path: str, device: str) -> dict[str, Any]:
    """Lets the student's load_model(path, device) make the trained network of a file that came with the code."""
    _KEPT.clear()
    torch.set_grad_enabled(True)
    _steady_numbers(device)
    _offer_classes(student)
    place = os.path.join(_WORK, path)
    taken = inspect.signature(student.load_model).parameters
    model = student.load_model(place) if len(taken) == 1 else student.load_model(place, device)
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="load_model()", yours=type(model).__name__)
    return _taken(student, model)


def _offer_classes(student: Any) -> None:
    """A network that was pickled whole in a notebook asks for its class in __main__."""
    main = sys.modules.get("__main__")
    for name, value in list(student._namespace.items()):
        if isinstance(value, type) and main is not None and not hasattr(main, name):
            setattr(main, name, value)


class _NoGpu(RuntimeError):
    """The jail was to have a GPU and has none: no fault of the student's."""


_NO_GPU = "the grader's jail has no GPU"


def fit_untrained(student: Any, folder: str, count: int, order: int, most: int, device: str) -> Any:
    """What a network says of pictures before it has been trained."""
    torch.set_grad_enabled(True)
    model = _module(student, student.build_model()).to(device).eval()
    images, _ = _training(folder, count, order)
    with torch.no_grad():
        return model(images[:most].to(device)).cpu()


def fit_logits(student: Any, images: Any, device: str, own: bool) -> Any:
    """(N, classes) of pictures sent in; with `own` by the student's predict(model, images, device)."""
    return _answers(student, images, device, own)


def fit_known(student: Any, folder: str, count: int, order: int, most: int, device: str, own: bool) -> Any:
    """The same of the first `most` pictures that were trained on."""
    images, _ = _training(folder, count, order)
    return _answers(student, images[:most], device, own)


def fit_prepared(student: Any, folder: str, count: int, order: int, device: str, own: bool) -> Any:
    """[factor, what is added]: how pictures are prepared before the network sees them, when it is asked; or None."""
    images, _ = _training(folder, count, order)
    pictures, met = _Pictures(images), []

    def look(module: Any, inputs: Any) -> None:
        if module is _KEPT.get("model") and inputs and isinstance(inputs[0], torch.Tensor):
            found, scale, offset = pictures.find(inputs[0])
            met.append([scale, offset] if bool((found >= 0).all()) else None)

    hook = torch.nn.modules.module.register_module_forward_pre_hook(look)
    try:
        _answers(student, images[:_BATCH], device, own)
    finally:
        hook.remove()
    return met[0] if met else None


def _answers(student: Any, images: Any, device: str, own: bool) -> Any:
    model = _KEPT.get("model")
    if _KEPT.get("predict") is not None:
        try:
            told = _KEPT["predict"](*_arguments(_KEPT["predict"], model, images.to(device), device))
            return _as_answers(told, len(images))
        except Exception:
            if model is None:
                raise  # else the network itself is asked: its predict() is for something else
    if own and not _KEPT.get("whole"):
        return student.predict(model, images.to(device), device)
    if model is None:
        raise student.mismatch("not_a_module", name="model", yours="None")
    model.eval()
    kinds = [one.dtype for one in model.parameters() if one.is_floating_point()]
    images = images.to(kinds[0]) if kinds else images  # a network may have been made .half() or .double()
    with torch.no_grad():
        parts = [model(images[at : at + _BATCH].to(device)) for at in range(0, len(images), _BATCH)]
    if not all(isinstance(part, torch.Tensor) for part in parts):
        raise student.mismatch("not_a_tensor", yours=type(parts[0]).__name__)
    return torch.cat(parts).cpu()


def _show_lines_at_once() -> None:
    """What is printed while it trains is shown outside, so no line may wait until a buffer is full."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if callable(reconfigure):
        reconfigure(line_buffering=True)


def _steady_numbers(device: str) -> None:
    """On a GPU: full float32 and the same sums each time, where there are such algorithms."""
    if device.startswith("cuda"):
        if not torch.cuda.is_available():
            raise _NoGpu(_NO_GPU)
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False
        torch.use_deterministic_algorithms(True, warn_only=True)


def _trains(student: Any) -> bool:
    """Whether there is a build_model() and a train() for four arguments; a helper of another kind is none."""
    train = _own(student, "train")
    return callable(train) and callable(_own(student, "build_model")) and _takes_four(train)


def _takes_four(train: Any) -> bool:
    try:
        given = inspect.signature(train).bind("", "", "", "").arguments
    except (TypeError, ValueError):
        return False
    return not any(_OTHERS.search(name.lower()) for name in list(given)[1:])


def _refuse_another_way(student: Any) -> None:
    """Says what train() takes where it takes something else, and which networks there are where none can be chosen."""
    build, train = _own(student, "build_model"), _own(student, "train")
    if callable(build) and callable(train) and not _takes_four(train):
        try:
            yours = ", ".join(str(one).partition(":")[0] for one in inspect.signature(train).parameters.values())
        except (TypeError, ValueError):
            return
        raise student.mismatch("train_takes", yours=yours)
    if not callable(build) and len(found := _networks(student)) > 1:
        raise student.mismatch("several_networks", names=", ".join(found))


def _own(student: Any, name: str) -> Any:
    """What the file itself defines under that name; outside the jail `student` holds the functions as they are."""
    return vars(student).get("_namespace", vars(student)).get(name)


def instead_of(student: Any, name: str, found: Any) -> Any:
    """What other checks get of a file that has trained by itself: copies of its network, its own kind of predict()."""
    if name not in ("build_model", "predict") or _trains(student):
        return found
    if name == "predict" and callable(found):
        return lambda model, images, device: found(*_arguments(found, model, images, device))
    network = _network(student)
    if name == "predict" or found is not None or network is None:
        return found
    try:
        made = copy.deepcopy(network).float()  # what a check does to it must not reach the one that is judged
    except Exception:
        return None
    made.zero_grad(set_to_none=True)
    return lambda: copy.deepcopy(made)


def _left_behind(student: Any) -> bool:
    """Whether a file that has trained while it ran left predict(images), which is kept, or a `model`."""
    predict = _own(student, "predict")
    _KEPT["predict"] = predict if callable(predict) else None
    return _KEPT["predict"] is not None or _network(student) is not None


def _network(student: Any) -> Any:
    """The network called model, else the only one, or the one called the best; None where it cannot be told."""
    model = _own(student, "model")
    if isinstance(model, torch.nn.Module):
        return model
    trained = list(_networks(student).values())
    best = {id(one) for name, one in student._namespace.items() if "best" in name.lower()}
    chosen = trained if len(trained) == 1 else [one for one in trained if id(one) in best]
    return chosen[0] if len(chosen) == 1 else None


def _networks(student: Any) -> dict[str, Any]:
    """The networks with weights that stand at the top level, each once, by its first name."""
    some = vars(student).get("_namespace", vars(student))
    found: dict[int, tuple[str, Any]] = {}
    for name, one in some.items():
        if isinstance(one, torch.nn.Module) and next(one.parameters(), None) is not None:
            found.setdefault(id(one), (name, one))
    return dict(found.values())


def _taken(student: Any, model: Any) -> dict[str, Any]:
    """Keeps a network that is trained already, with what can be said of it."""
    found = model if isinstance(model, torch.nn.Module) else None
    _KEPT["model"] = found
    counted = None if found is None else sum(weight.numel() for weight in found.parameters())
    trained = found is None or _has_been_trained(found)
    said: dict[str, Any] = {"parameters": counted, "losses": [], "late": False, "trained": trained}
    return {**said, "elsewhere": _saved_elsewhere()}


def _saved_elsewhere() -> str | None:
    """The first file that could not be saved in its own place."""
    return next(iter(getattr(sys.modules.get("_grader_inside.elsewhere"), "KEPT", {})), None)


def _has_been_trained(model: Any) -> bool:
    """Whether its weights show it: they have gradients, or were changed more often than anything that fills them."""
    weights = list(model.parameters())
    return any(one.grad is not None or one._version > _FILLED for one in weights)


def _arguments(predict: Any, model: Any, images: Any, device: str) -> tuple[Any, ...]:
    """(images), (model, images) or (model, images, device), by how many it takes and what they are called."""
    try:
        kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        taken = [one for one in inspect.signature(predict).parameters.values() if one.kind in kinds]
    except (TypeError, ValueError):
        return (images,)
    needed = [one.name.lower() for one in taken if one.default is inspect.Parameter.empty]
    if len(needed) < 2:
        return (images,)
    pictures_first = needed[0] in ("x", "images", "image", "imgs", "data", "batch", "inputs", "pictures")
    first = (images, model) if pictures_first and len(needed) == 2 else (model, images)
    return first if len(needed) == 2 else (model, images, device)


def _as_answers(told: Any, count: int) -> Any:
    """Classes as lists, arrays, whole floats or (N, 1) become (N,) int64; whatever else there is stays as it is."""
    if isinstance(told, list | tuple) and told and all(isinstance(one, torch.Tensor) for one in told):
        told = torch.stack([one.detach().cpu() for one in told]) if len(told) == count else torch.cat(list(told))
    elif isinstance(told, list | tuple | numpy.ndarray):
        told = torch.from_numpy(numpy.asarray(told))
    if not isinstance(told, torch.Tensor):
        raise TypeError("predict() gave no tensor")
    told = told.detach().cpu()
    if told.ndim == 2 and told.shape[1] == 1:
        told = told[:, 0]
    if told.shape[:1] != (count,):
        raise ValueError("predict() gave another number of answers")
    if told.ndim == 1 and told.is_floating_point() and bool((told == told.round()).all()):
        told = told.long()
    return told


def _module(student: Any, model: Any) -> Any:
    if not isinstance(model, torch.nn.Module):
        raise student.mismatch("not_a_module", name="build_model()", yours=type(model).__name__)
    return model


def _training(folder: str, count: int, order: int) -> tuple[Any, Any]:
    """(images float32 in [0, 1], labels int64) of the training split; `order` is the seed of their order."""
    folder = getattr(sys.modules.get("_grader_inside.pictures"), "place_of", str)(folder)
    images = numpy.load(f"{folder}/images.npy", mmap_mode="r")
    labels = numpy.load(f"{folder}/labels.npy", mmap_mode="r")
    chosen = torch.randperm(len(labels), generator=torch.Generator().manual_seed(order))[:count].numpy()
    return torch.from_numpy(images[chosen]).float() / 255, torch.from_numpy(labels[chosen].astype(numpy.int64))


@contextlib.contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Raises _TimeUp in the main thread after so many seconds; elsewhere the clock outside is the only one."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: Any) -> None:
        raise _TimeUp

    former = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)  # again and again: `except: pass` may have swallowed it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
