"""Puts a report on disk: whole or not at all, and never over what it was made from."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.errors import UsageError


def demand_writable(targets: Mapping[str, Path], sources: Mapping[str, Path]) -> None:
    """Says before the grading, not after it, that a report cannot be written where an option wants it.

    `targets` by option, `sources` (the submission, the secret) by what they are. Raises UsageError.
    """
    taken: dict[Path, str] = {source.resolve(): what for what, source in sources.items()}
    for option, target in targets.items():
        if target.is_dir():
            raise UsageError(f"{target} is a folder; name the file that the report is to be written to.")
        folder = target.absolute().parent
        if not folder.is_dir():
            raise UsageError(f"The folder of {target} does not exist; make it first.")
        place = target.resolve()
        if place in taken:
            raise UsageError(f"{option} {target} would overwrite {taken[place]}; name another file.")
        taken[place] = f"the report of {option}"
        if not os.access(target if _is_special(target) else folder, os.W_OK):
            raise UsageError(f"{target} cannot be written: you may not write in {folder}. Name a file elsewhere.")


def save(path: Path, content: str | bytes) -> None:
    """A full disk leaves the old file as it was; a device or pipe is written to, not replaced. Text becomes UTF-8."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if _is_special(path):
        path.write_bytes(raw)
        return
    path = path.resolve()  # a link is followed, not replaced
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException as error:
        with contextlib.suppress(FileNotFoundError):  # Ctrl-C just after it was put in its place
            os.unlink(name)
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _is_special(path: Path) -> bool:
    """Whether it is there and is no plain file: /dev/stdout, a named pipe."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
