"""What is saved in a folder that is not here, as Colab's drive is not, is kept in a folder of the submission's own.

So a training that saves its weights after each epoch goes on. Only what would have failed is changed: a folder that is
there is used as it is, and what was not saved before is not found.
"""

import errno
import functools
import os
from collections.abc import Callable
from typing import Any

import torch

from . import told

KEPT: dict[str, str] = {}
"""Where the files lie that could not be saved in their own places."""
_FOLDER = ".elsewhere"
_HOSTED = ("/content", "/gdrive", "/kaggle")
"""Folders of services that run notebooks; a folder made in one of them stays unmade."""
_MOUNTED = ("drive/", "./drive/", "gdrive/", "./gdrive/")
"""Where a drive is mounted in the working folder."""


def offer() -> None:
    """From now on torch.save and torch.load do so, and os.mkdir goes on where there is no such service."""
    torch.save = _redirected(torch.save, 1, "f", writes=True)
    torch.load = _redirected(torch.load, 0, "f", writes=False)
    os.mkdir = _tolerant(os.mkdir)


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


def _tolerant(mkdir: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(mkdir)
    def tolerant(path: Any, *args: Any, **kwargs: Any) -> None:
        try:
            mkdir(path, *args, **kwargs)
        except OSError as error:
            text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
            absent = error.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT)
            if not (absent and isinstance(text, str) and f"{text}/".startswith(tuple(f"{one}/" for one in _HOSTED))):
                raise

    return tolerant
