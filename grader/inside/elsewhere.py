"""What is saved in a folder that is not here, as Colab's drive is not, is kept in a folder of the submission's own.

So a training that saves its weights after each epoch goes on. Only what would have failed is changed: a folder that is
there is used as it is, and what was not saved before is not found.
"""

import builtins
import errno
import functools
import io
import os
import sys
from collections.abc import Callable
from typing import Any

import torch

from . import told
from .replaced import replace

KEPT: dict[str, str] = {}
"""Where the files lie that could not be saved in their own places."""
_FOLDER = ".elsewhere"
_HOSTED = ("/content", "/gdrive", "/kaggle")
"""Folders of services that run notebooks; a folder made in one of them stays unmade."""
_MOUNTED = ("drive/", "./drive/", "gdrive/", "./gdrive/")
"""Where a drive is mounted in the working folder."""
_WORKING = ("/kaggle/working", "/kaggle/temp")
"""Where Kaggle runs notebooks: to go there is to stay where one is."""
_SHELL = "IPython.core.interactiveshell"
"""Gives cells an open() of its own, which took Python's when it was imported."""


def offer() -> None:
    """From now on torch.save, torch.load and open() do so; os.mkdir and os.chdir go on without such a service."""
    torch.save = _redirected(torch.save, 1, "f", writes=True)
    torch.load = _redirected(torch.load, 0, "f", writes=False)
    replace(os, "mkdir", _tolerant(os.mkdir, _HOSTED))
    replace(os, "chdir", _tolerant(os.chdir, _WORKING))
    replace(builtins, "open", _opening(builtins.open))
    io.open = builtins.open
    if hasattr(sys.modules.get(_SHELL), "io_open"):
        sys.modules[_SHELL].io_open = builtins.open  # type: ignore[attr-defined]


def _opening(function: Callable[..., Any]) -> Callable[..., Any]:
    """Plain open(), by which plots, arrays and logs are saved too; for places of such services only."""

    @functools.wraps(function)
    def opened(file: Any, mode: Any = "r", *args: Any, **kwargs: Any) -> Any:
        text = os.fspath(file) if isinstance(file, str | os.PathLike) else ""
        if isinstance(text, str) and text.startswith((*(f"{one}/" for one in _HOSTED), *_MOUNTED)):
            file = _place(text, writes=isinstance(mode, str) and not set("wax").isdisjoint(mode))
        return function(file, mode, *args, **kwargs)

    return opened


def _redirected(function: Callable[..., Any], position: int, name: str, *, writes: bool) -> Callable[..., Any]:
    @functools.wraps(function)
    def redirected(*args: Any, **kwargs: Any) -> Any:
        if name in kwargs:
            kwargs[name] = _place(kwargs[name], writes)
        elif len(args) > position:
            args = (*args[:position], _place(args[position], writes), *args[position + 1 :])
        return function(*args, **kwargs)

    return redirected


def _place(path: Any, writes: bool) -> Any:
    """Where a file is instead, if its folder is not there."""
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
    if not isinstance(text, str) or not text.startswith(("/", *_MOUNTED)):
        return path
    if not os.path.isdir(os.path.dirname(text)) and (writes or text in KEPT):
        folder = os.path.join(told.WORK, _FOLDER)
        os.makedirs(folder, exist_ok=True)
        return KEPT.setdefault(text, os.path.join(folder, f"{len(KEPT)}-{os.path.basename(text)}"))
    return path


def _tolerant(function: Callable[..., None], places: tuple[str, ...]) -> Callable[..., None]:
    @functools.wraps(function)
    def tolerant(path: Any, *args: Any, **kwargs: Any) -> None:
        try:
            function(path, *args, **kwargs)
        except OSError as error:
            text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
            absent = error.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT)
            if not (absent and isinstance(text, str) and f"{text}/".startswith(tuple(f"{one}/" for one in places))):
                raise

    return tolerant
