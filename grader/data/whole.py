"""Puts arrays on disk, a folder whole or not at all, one process at a time; says what to do where that fails."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader.data.download import Say
from grader.data.store import MAKING, MANIFEST, Manifest, StoredFile

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
ELSEWHERE = "Set GRADER_DATA to a folder that may be written."
_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextlib.contextmanager
def one_at_a_time(root: Path, say: Say) -> Iterator[None]:
    """A second process waits; what a killed one has left is removed. Where no lock can be had it goes on without."""
    with (root / ".lock").open("wb") as lock:
        locked = True
        try:
            import fcntl
        except ImportError:  # Windows: two graders that prepare the same data at once do the work twice
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another grader that is preparing data")
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            locked = False
        if locked:
            for left in root.glob(f"{MAKING}*"):
                shutil.rmtree(left, ignore_errors=True)
        yield


@contextlib.contextmanager
def scratch(root: Path) -> Iterator[Path]:
    """An empty folder beside the prepared ones, gone at the end whatever happens."""
    folder = Path(tempfile.mkdtemp(dir=root, prefix=MAKING))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def save_array(path: Path, array: "npt.NDArray[np.uint8]") -> StoredFile:
    """Writes one array for everyone to read, and says what was written."""
    import numpy as np

    with path.open("w+b") as file:
        np.save(file, array, allow_pickle=False)
        _close_down(path, file.fileno())
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return StoredFile(shape=array.shape, size_bytes=path.stat().st_size, sha256=sha256)


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes what lies in the folder."""
    with (folder / MANIFEST).open("w", encoding="utf-8") as text:
        text.write(manifest.model_dump_json(indent=2) + "\n")
        text.flush()
        _close_down(folder / MANIFEST, text.fileno())


def open_folder(folder: Path) -> None:
    """Everyone may enter, whatever the umask: as root the jail runs as another user."""
    folder.mkdir()
    folder.chmod(0o755)


def _close_down(path: Path, handle: int) -> None:
    path.chmod(0o644)
    os.fsync(handle)


def swap(made: Path, place: Path, old: Path) -> None:
    """A process that has the old arrays open keeps them."""
    with contextlib.suppress(FileNotFoundError):
        place.rename(old)
    made.rename(place)


def explain(error: OSError, name: str, root: Path, needed_bytes: int) -> str:
    """What happened and what to do, as one sentence."""
    place = str(error.filename or root)
    if error.errno in _FULL:
        return f"There is no space for {name} in {root}: {needed_bytes / 1e6:.0f} MB are needed. Free some. {ELSEWHERE}"
    if error.errno in FORBIDDEN:
        return f"{name} cannot be prepared: you may not write {place}. {ELSEWHERE}"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{name} cannot be prepared: {place} is no folder. {ELSEWHERE}"
    return f"{name} cannot be prepared: {place}: {error.strerror or error}. {ELSEWHERE}"
