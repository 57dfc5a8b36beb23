"""Makes the arrays: in a folder of its own, one process at a time, whole or not at all."""

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.data.download import Say
from grader.data.sets import Dataset, dataset_of
from grader.data.sources import Splits, needs_download, read_splits
from grader.data.store import MAKING, MANIFEST, VERSION, Manifest, Prepared, StoredFile, data_root, find
from grader.errors import GraderFault

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_ELSEWHERE = "Set GRADER_DATA to a folder that may be written."


def prepare(name: str, say: Say, source: Path | None = None) -> Prepared:
    """Makes the arrays anew, downloading where neither the system nor the folder `source` has the data.

    Raises GraderFault, with what to do: no network, no space, a damaged file, a folder that may not be written.
    """
    return _prepare(dataset_of(name), say, source, again=True)


def prepared_or_make(name: str, say: Say = lambda _: None) -> Prepared | None:
    """What is here, or is made from what is here; None where it would have to be downloaded."""
    found = find(name)
    if found is not None or needs_download(dataset_of(name)):
        return found
    return _prepare(dataset_of(name), say, None, again=False)


def unavailable(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the data sets that are neither here nor can be made without a download."""
    return tuple(name for name in names if find(name) is None and needs_download(dataset_of(name)))


def write(dataset: Dataset, splits: Splits, root: Path, *, generated: bool = False) -> None:
    """Puts both parts and their manifest under `root`; what was there under this name is replaced."""
    with _scratch(root) as scratch:
        _write_into(scratch / dataset.name, dataset, splits, generated)
        _swap(scratch / dataset.name, root / dataset.name, scratch / "old")


def _prepare(dataset: Dataset, say: Say, source: Path | None, *, again: bool) -> Prepared:
    root = data_root()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(root, say):
            if not again and (found := find(dataset.name)) is not None:  # another process has made it meanwhile
                return found
            _demand_space(dataset, root)
            with _scratch(root) as scratch:
                splits = read_splits(dataset, scratch, say, source)
                say(f"writing {dataset.name}")
                write(dataset, splits, root)
    except OSError as error:
        raise GraderFault(_explain(error, dataset, root)) from None
    made = find(dataset.name)
    if made is None:
        raise GraderFault(f"{dataset.name} was written to {root} but cannot be read there. {_ELSEWHERE}")
    return made


@contextlib.contextmanager
def _one_at_a_time(root: Path, say: Say) -> Iterator[None]:
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
def _scratch(root: Path) -> Iterator[Path]:
    """An empty folder beside the prepared ones, gone at the end whatever happens."""
    folder = Path(tempfile.mkdtemp(dir=root, prefix=MAKING))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_into(folder: Path, dataset: Dataset, splits: Splits, generated: bool) -> None:
    import numpy as np

    files = {}
    _open_folder(folder)
    for part, arrays in (("train", splits.train), ("unseen", splits.unseen)):
        _open_folder(folder / part)
        for kind, array in zip(("images", "labels"), arrays, strict=True):
            path = folder / part / f"{kind}.npy"
            with path.open("w+b") as file:
                np.save(file, array, allow_pickle=False)
                _close_down(path, file.fileno())
                file.seek(0)
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            files[f"{part}/{kind}.npy"] = StoredFile(shape=array.shape, size_bytes=path.stat().st_size, sha256=sha256)
    manifest = Manifest(version=VERSION, dataset=dataset.name, source=splits.source, generated=generated, files=files)
    with (folder / MANIFEST).open("w", encoding="utf-8") as text:
        text.write(manifest.model_dump_json(indent=2) + "\n")
        text.flush()
        _close_down(folder / MANIFEST, text.fileno())


def _open_folder(folder: Path) -> None:
    """Everyone may enter, whatever the umask: as root the jail runs as another user."""
    folder.mkdir()
    folder.chmod(0o755)


def _close_down(path: Path, handle: int) -> None:
    path.chmod(0o644)
    os.fsync(handle)


def _swap(made: Path, place: Path, old: Path) -> None:
    """A process that has the old arrays open keeps them."""
    with contextlib.suppress(FileNotFoundError):
        place.rename(old)
    made.rename(place)


def _demand_space(dataset: Dataset, root: Path) -> None:
    """Asks before the download rather than after it; unpacked files, arrays and the archive lie side by side."""
    needed = 2 * dataset.array_bytes + dataset.download_bytes
    free = shutil.disk_usage(root).free
    if free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(root))


def _explain(error: OSError, dataset: Dataset, root: Path) -> str:
    place = str(error.filename or root)
    if error.errno in _FULL:
        needed = (2 * dataset.array_bytes + dataset.download_bytes) / 1e6
        return f"There is no space for {dataset.name} in {root}: {needed:.0f} MB are needed. Free some. {_ELSEWHERE}"
    if error.errno in _FORBIDDEN:
        return f"{dataset.name} cannot be prepared: you may not write {place}. {_ELSEWHERE}"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{dataset.name} cannot be prepared: {place} is no folder. {_ELSEWHERE}"
    return f"{dataset.name} cannot be prepared: {place}: {error.strerror or error}. {_ELSEWHERE}"
