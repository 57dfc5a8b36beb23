"""Loads one submission and answers its calls, a frame in, a frame out, until the outside closes the channel."""

import contextlib
import copy
import functools
import importlib
import importlib.util
import os
import random
import sys
import threading
import types
from collections.abc import Iterator
from typing import Any

import torch

from . import absent, elsewhere, imports, pictures, standins, told, tries, wire
from .told import describe

_equal = torch.equal  # as torch has it: what a submission puts in its place is not asked
_DRIVE = "<drive>"
_MISMATCH = "<mismatch>"
"""No class statement makes a type of this name; the outside knows it."""
_AT_A_LOSS = (ValueError, TypeError, IndexError, KeyError, AttributeError)
"""What a driver raises where a student's function gave it something of another kind than it should."""


def prepare(notebooks: bool) -> None:
    """Done once in the template: whatever a first use would otherwise load in every child."""
    import traceback  # noqa: F401

    if notebooks:
        from . import cells, notebook  # noqa: F401

        cells.prepare()
        nbformat = importlib.import_module("nbformat")
        nbformat.v4.new_output("stream", name="stdout", text="")  # compiles what outputs are checked by: 60 ms


def submission(channel: wire.Channel, *, forks: bool = True) -> None:
    """The whole life of a child after lockdown. A notebook's kernel is a process of its own where it may fork."""
    header, blobs = wire.receive(channel)
    for path, index in header["files"]:
        target = os.path.join(told.WORK, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as handle:
            handle.write(blobs[index])
    sys.path.insert(0, told.WORK)
    pictures.offer()
    standins.offer()
    elsewhere.offer()
    imports.offer()
    if header["form"] == "notebook":
        kernel = forks and header["kernel"]
        runner = importlib.import_module("." + ("notebook" if kernel else "cells"), __package__)
        runner.run(channel, header, bytes(blobs[header["notebook"]]))
        return
    seed(header["seed"])
    namespace, errors = _load_modules(header)
    _restore(header, namespace)
    opened(channel, header, errors, None)
    answer(channel, header, namespace)


def opened(channel: wire.Channel, header: dict[str, Any], errors: list[dict[str, Any]], executed: bytes | None) -> None:
    """Says that the submission has loaded, with what it raised meanwhile."""
    reply = {"kind": "opened", "id": header["id"], "errors": errors[:50], "executed": None, "tensors": []}
    if executed is None:
        wire.send(channel, reply, [])
    else:
        wire.send(channel, {**reply, "executed": 0, "tensors": [["uint8", [len(executed)]]]}, [executed])


def answer(channel: wire.Channel, opening: dict[str, Any], namespace: dict[str, Any]) -> None:
    """Answers calls until the outside closes; then this process ends without running exit handlers."""
    _restore(opening, namespace)
    student = _Student(namespace, opening["entries"])
    drivers: dict[str, Any] = {}
    for source in opening["drive"]:
        names: dict[str, Any] = {}
        exec(compile(source, _DRIVE, "exec"), names)
        drivers |= names
    student._instead_of = drivers.get("instead_of")
    units = opening["units"]
    while True:
        try:
            header, blobs = wire.receive(channel)
        except EOFError:
            os._exit(0)
        if header["kind"] == "try":

            def call(case: dict[str, Any], encoder: wire.Encoder, blobs: list[memoryview] = blobs) -> dict[str, Any]:
                return _call(case, blobs, student, drivers, units, encoder)

            tries.run(channel, header, blobs, call)
            continue
        encoder = wire.Encoder(opening["limits"]["result_bytes"])
        reply = {"kind": "returned", "id": header["id"], **_call(header, blobs, student, drivers, units, encoder)}
        wire.send(channel, {**reply, "tensors": encoder.tensors}, encoder.blobs)


def seed(number: int) -> None:
    """The same random numbers for every student, torch's, numpy's and Python's."""
    torch.default_generator.manual_seed(number)  # torch.manual_seed notes a stack trace for each kind of device
    if torch.cuda.is_initialized():
        torch.cuda.manual_seed_all(number)
    random.seed(number)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(number % 2**32)


def own_arguments(name: str) -> None:
    """What a command line holds where a file is run alone: its name. argparse at the top level reads it."""
    sys.argv[:] = [name]


def _load_modules(header: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Runs the modules named by the outside, in order, and finds the entries in them.

    What a module had defined before it raised counts, as it does in a notebook: a demo at its end may fail alone.
    """
    namespaces: list[dict[str, Any]] = []
    errors = []
    for unit in header["units"]:
        name = _importable(unit["name"])
        try:
            if name is not None and "." in name:
                importlib.import_module(name.rpartition(".")[0])  # the package's __init__ may import the module itself
        except BaseException as error:
            errors.append(describe(error, header["units"]))
        if name is not None and name in sys.modules:
            namespaces.append(vars(sys.modules[name]))
            continue
        folder = os.path.dirname(os.path.join(told.WORK, unit["name"]))
        if folder not in sys.path:
            sys.path.append(folder)  # as for a script: its neighbours can be imported
        module = _new_module(name or "submission", unit["name"])
        _run_module(os.path.join(told.WORK, unit["name"]), module, header, errors)
        namespaces.append(vars(module))
    return _joined(namespaces, header["entries"]), errors


def _joined(namespaces: list[dict[str, Any]], entries: list[str]) -> dict[str, Any]:
    """The namespace that has the first entry (the last such one), with the other entries from wherever they are."""
    holding = [namespace for namespace in namespaces if entries[0] in namespace] or namespaces[:1] or [{}]
    joined = holding[-1]
    for name in entries[1:]:
        for namespace in reversed(namespaces):
            if name in namespace and name not in joined:
                joined[name] = namespace[name]
    return joined


def _run_module(file: str, module: types.ModuleType, header: dict[str, Any], errors: list[dict[str, Any]]) -> None:
    """Runs a module's code; a statement that the environment fails is left out (see absent.py)."""
    with open(file, "rb") as handle:
        code: bytes | str | None = handle.read()
    own_arguments(file)
    for _ in range(absent.MOST_LEFT_OUT):
        try:
            exec(compile(code or "", file, "exec"), vars(module))
            return
        except BaseException as error:
            errors.append(describe(error, header["units"]))
            step, line = error.__traceback__, 0
            while step is not None:
                if step.tb_frame.f_code.co_filename == file and not line:
                    line = step.tb_lineno
                step = step.tb_next
            try:
                text = code if isinstance(code, str) else importlib.util.decode_source(code or b"")
                code = absent.left_out(text, line, f"{type(error).__name__}: {errors[-1]['message']}")
            except (SyntaxError, UnicodeDecodeError):
                return
            if code is None:
                return


def _importable(path: str) -> str | None:
    """The name under which `import` knows a file; None where that is no name, or is somebody else's.

    `conv2d (1).py` is no name that can be imported, and `torch.py` is somebody else's.
    """
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if not all(part.isidentifier() for part in name.split(".")) or name in sys.stdlib_module_names:
        return None
    known = sys.modules.get(name)
    return name if known is None or str(getattr(known, "__file__", "")).startswith(told.WORK + "/") else None


def _new_module(name: str, path: str) -> types.ModuleType:
    """An empty module for a file, known to `import` under `name`."""
    folder = [os.path.dirname(os.path.join(told.WORK, path))] if path.endswith("__init__.py") else None
    spec = importlib.util.spec_from_file_location(
        name, os.path.join(told.WORK, path), submodule_search_locations=folder
    )
    assert spec is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    return module


def _restore(header: dict[str, Any], namespace: dict[str, Any]) -> None:
    """A later stub hides the student's finished function: define the finished one again."""
    for restore in header["restore"]:
        with contextlib.suppress(BaseException):  # the entry then stays what the namespace says it is
            exec(compile(restore["code"], os.path.join(told.WORK, restore["unit"]), "exec"), namespace)


def _call(
    header: dict[str, Any],
    blobs: list[memoryview],
    student: "_Student",
    drivers: dict[str, Any],
    units: list[dict[str, Any]],
    encoder: wire.Encoder,
) -> dict[str, Any]:
    try:
        entry = getattr(student, header["entry"]) if header["driver"] is None else None
    except _Missing as missing:
        return missing.reply
    if entry is None:
        entry = functools.partial(drivers[header["driver"]], student)
    seed(header["seed"])
    args = [wire.decode(node, header, blobs) for node in header["args"]]
    kwargs = {key: wire.decode(node, header, blobs) for key, node in header["kwargs"]}
    named = dict(zip(header["parameters"], args, strict=False)) | kwargs
    tensors = {name: tensor for name, value in named.items() if (tensor := _tensor_of(value)) is not None}
    before = {name: value.clone() for name, value in tensors.items()}
    plain = {name: copy.deepcopy(value) for name, value in named.items() if isinstance(value, dict | list)}
    for name in header["wrt"]:
        tensors[name].requires_grad_()
    called: list[str] = []
    try:
        with torch.enable_grad():  # a notebook may have switched it off for good in some demo cell
            if header["trace"]:
                with _traced() as names:
                    value = entry(*args, **kwargs)
                called = sorted(names)[:200]
            else:
                value = entry(*args, **kwargs)
            gradients = _gradients(value, [tensors[name] for name in header["wrt"]], header, blobs)
    except _Missing as missing:
        return missing.reply
    except _AT_A_LOSS as error:
        at_a_loss = header["driver"] is not None and _innermost(error) == _DRIVE
        return {"ended": "raised", "error": _described(_lost(error) if at_a_loss else error, units)}
    except BaseException as error:
        return {"ended": "raised", "error": _described(error, units)}
    changed = [name for name, value in tensors.items() if not _same(value, before[name])]
    changed += [name for name, value in plain.items() if not _equals(named[name], value)]
    return {
        "ended": "ok",
        "value": encoder.encode(value),
        "gradients": [encoder.encode(gradient) for gradient in gradients],
        "changed": changed,
        "called": called,
    }


class _Student:
    """The student's functions as attributes, looked up when they are used; nothing else of theirs.

    A driver that cannot do its part, because what it was given does not fit, says so by `mismatch`.
    """

    def __init__(self, namespace: dict[str, Any], entries: list[str]) -> None:
        self._namespace, self._entries = namespace, entries
        self._instead_of: Any = None

    def __getattr__(self, name: str) -> Any:
        found = self._namespace.get(name) if name in self._entries else None
        if self._instead_of is not None:
            found = self._instead_of(self, name, found)
        if not callable(found):
            raise _Missing(name, found)
        return found

    @staticmethod
    def mismatch(what: str, **fields: Any) -> Exception:
        """To be raised: the sentence `drive.<what>` tells the student why this could not be tried."""
        return Mismatch("|".join([what, *(f"{name}={value}"[:200] for name, value in fields.items())]))


class Mismatch(Exception):
    """What a driver was given does not fit together; the text names the sentence and its fields."""


def _described(error: BaseException, units: list[dict[str, Any]]) -> dict[str, Any]:
    """As data; only our own Mismatch is marked as what a driver says, whatever classes of that name there may be."""
    found = describe(error, units)
    return {**found, "type": _MISMATCH} if type(error) is Mismatch else found


class _Missing(AttributeError):
    """One of the task's functions is not there, or is nothing that can be called."""

    def __init__(self, name: str, found: Any) -> None:
        super().__init__(name)
        self.reply = {"ended": "missing", "value": {"t": "other", "type": type(found).__name__, "why": name}}


def _gradients(value: Any, inputs: list[torch.Tensor], header: dict[str, Any], blobs: list[memoryview]) -> list[Any]:
    if not inputs:
        return []
    output = value[0] if isinstance(value, list | tuple) and value else value
    cotangent = wire.decode(header["cotangent"], header, blobs)
    if not isinstance(output, torch.Tensor) or not output.requires_grad or output.shape != cotangent.shape:
        return [None] * len(inputs)
    if output.is_complex():  # torch would refuse, and the dtype is what is wrong
        return [None] * len(inputs)
    # as a scalar's gradient: with grad_outputs, autograd.grad imports sympy first
    scalar = (output * cotangent.to(output.dtype)).sum()
    return list(torch.autograd.grad(scalar, inputs, allow_unused=True))


def _tensor_of(value: Any) -> torch.Tensor | None:
    """A tensor, or an array as a tensor over the same memory; None for anything else."""
    if isinstance(value, torch.Tensor):
        return value
    return torch.from_numpy(value) if type(value).__module__ == "numpy" else None


def _innermost(error: BaseException) -> str:
    """The file of the statement that raised."""
    file = ""
    step = error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        step = step.tb_next
    return file


def _lost(error: BaseException) -> Mismatch:
    said = f"{type(error).__name__}: {error}".replace("|", "/")
    return Mismatch(f"step|error={said[:200]}")


def _equals(now: Any, before: Any) -> bool:
    """Whether a dictionary or list is as it was, arrays and tensors in it included."""
    if isinstance(before, dict) and isinstance(now, dict):
        return now.keys() == before.keys() and all(_equals(now[key], before[key]) for key in before)
    if isinstance(before, list | tuple) and isinstance(now, list | tuple):
        return len(now) == len(before) and all(_equals(mine, old) for mine, old in zip(now, before, strict=True))
    now_tensor, old_tensor = _tensor_of(now), _tensor_of(before)
    if now_tensor is not None and old_tensor is not None:
        return _same(now_tensor, old_tensor)
    try:
        return bool(now == before)
    except Exception:
        return False


def _same(now: torch.Tensor, before: torch.Tensor) -> bool:
    try:
        now = now.detach()
        return now.shape == before.shape and _equal(now, before)
    except Exception:
        return False


class _Noting(torch.overrides.TorchFunctionMode):
    """Notes which functions of torch are called in one thread."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        owner = "torch.Tensor" if hasattr(func, "__objclass__") else getattr(func, "__module__", None) or "torch"
        self.names.add(f"{owner}.{getattr(func, '__name__', '?')}"[:200])
        return func(*args, **(kwargs or {}))


@contextlib.contextmanager
def _traced() -> Iterator[set[str]]:
    """The functions of torch that are called, in this thread and those it starts; a help for a reader, not a proof."""
    names: set[str] = set()
    run = threading.Thread.run

    def noting(thread: threading.Thread) -> None:
        with _Noting(names):
            run(thread)

    threading.Thread.run = noting  # type: ignore[method-assign,assignment]
    try:
        with _Noting(names):
            yield names
    finally:
        threading.Thread.run = run  # type: ignore[method-assign]
