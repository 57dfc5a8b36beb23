"""Makes the arrays: in a folder of its own, one process at a time, whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from grader.data.download import Say
from grader.data.given import forget_given
from grader.data.sets import Dataset, dataset_of
from grader.data.sources import Splits, needs_download, read_splits
from grader.data.store import VERSION, Manifest, Prepared, data_root, find
from grader.data.whole import ELSEWHERE, explain, one_at_a_time, open_folder, save_array, save_manifest, scratch, swap
from grader.errors import GraderFault


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
    with scratch(root) as made:
        _write_into(made / dataset.name, dataset, splits, generated)
        swap(made / dataset.name, root / dataset.name, made / "old")
        forget_given(root, dataset.name)


def _prepare(dataset: Dataset, say: Say, source: Path | None, *, again: bool) -> Prepared:
    root = data_root()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(root, say):
            if not again and (found := find(dataset.name)) is not None:  # another process has made it meanwhile
                return found
            _demand_space(dataset, root)
            with scratch(root) as folder:
                splits = read_splits(dataset, folder, say, source)
                say(f"writing {dataset.name}")
                write(dataset, splits, root)
    except OSError as error:
        raise GraderFault(explain(error, dataset.name, root, _needed_bytes(dataset))) from None
    made = find(dataset.name)
    if made is None:
        raise GraderFault(f"{dataset.name} was written to {root} but cannot be read there. {ELSEWHERE}")
    return made


def _write_into(folder: Path, dataset: Dataset, splits: Splits, generated: bool) -> None:
    files = {}
    open_folder(folder)
    for part, arrays in (("train", splits.train), ("unseen", splits.unseen)):
        open_folder(folder / part)
        for kind, array in zip(("images", "labels"), arrays, strict=True):
            files[f"{part}/{kind}.npy"] = save_array(folder / part / f"{kind}.npy", array)
    save_manifest(
        folder,
        Manifest(version=VERSION, dataset=dataset.name, source=splits.source, generated=generated, files=files),
    )


def _demand_space(dataset: Dataset, root: Path) -> None:
    """Asks before the download rather than after it; unpacked files, arrays and the archive lie side by side."""
    if shutil.disk_usage(root).free < _needed_bytes(dataset):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(root))


def _needed_bytes(dataset: Dataset) -> int:
    """Unpacked files, arrays and the archive lie side by side for a while."""
    return 2 * dataset.array_bytes + dataset.download_bytes
