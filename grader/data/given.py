"""The first pictures of a training split in a folder of their own, for tasks that hand out no more than those.

    $GRADER_DATA/.given/fashion_mnist/24000-5c1f.../images.npy labels.npy manifest.json

The folder's name tells the pictures and their order, so it is right or is not there. It is made when a jail first needs
it: beside the data sets or, where that may not be written, in a folder of the user's own among the temporary files.
"""

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from grader.data.download import Say
from grader.data.store import MANIFEST, VERSION, Manifest, NoFolder, Prepared, data_root
from grader.data.whole import FORBIDDEN, explain, one_at_a_time, open_folder, save_array, save_manifest, scratch, swap
from grader.errors import GraderFault

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Order = npt.NDArray[np.int64]

ORDER = 20251
"""Seed of the order in which training pictures are handed out: the same for everyone."""
_GIVEN = ".given"
_FILES = ("images.npy", "labels.npy")


def given_folder(prepared: Prepared, count: int | None, say: Say = lambda _: None) -> Path:
    """Where the first `count` training pictures lie alone; the whole split where that is all of them, or None.

    Taken in the order of the seed ORDER, the folder's pictures come as the whole split's do. Raises GraderFault, with
    what to do, where they cannot be written.
    """
    if count is None or count >= prepared.dataset.train:
        return prepared.train_folder
    order = _order(prepared.dataset.train)[:count]
    sums = "".join(prepared.manifest.files[f"train/{file}"].sha256 for file in _FILES)
    key = hashlib.sha256(sums.encode() + order.tobytes()).hexdigest()[:16]
    name = f"{prepared.dataset.name}/{count}-{key}"
    beside, own = prepared.folder.parent, _own_place()
    for root in (beside, own):
        if (root == beside or _is_own(root)) and _is_whole(root / _GIVEN / name):
            return root / _GIVEN / name
    try:
        return _make(prepared, order, beside, name, say)
    except OSError as error:
        if error.errno not in FORBIDDEN:
            raise GraderFault(_explain(error, prepared, count, beside)) from None
    try:
        own.mkdir(mode=0o755, exist_ok=True)
        if not _is_own(own):
            raise GraderFault(f"{own} is not a folder that you alone may write. Remove it.")
        return _make(prepared, order, own, name, say)
    except OSError as error:
        raise GraderFault(_explain(error, prepared, count, own)) from None


def given_roots() -> list[Path]:
    """The folders that exist for such parts: what a jail is to be given of them lies below."""
    roots = [root for root in [_own_place()] if _is_own(root)]
    with contextlib.suppress(NoFolder):
        roots.insert(0, data_root())
    return [root / _GIVEN for root in roots if (root / _GIVEN).is_dir()]


def forget_given(root: Path, name: str) -> None:
    """Removes the parts of a data set that is made anew."""
    shutil.rmtree(root / _GIVEN / name, ignore_errors=True)


def damaged_given(prepared: Prepared) -> list[str]:
    """Those of its parts whose files are no longer what was written; reads all of them."""
    root = prepared.folder.parent
    folders = sorted((root / _GIVEN / prepared.dataset.name).glob("*"))
    return [str(folder.relative_to(root)) for folder in folders if not _is_whole(folder, read=True)]


def _order(count: int) -> "Order":
    import torch

    return torch.randperm(count, generator=torch.Generator().manual_seed(ORDER)).numpy()


def _make(prepared: Prepared, order: "Order", root: Path, name: str, say: Say) -> Path:
    with one_at_a_time(root, say):
        if not _is_whole(root / _GIVEN / name):  # another process may have made it meanwhile
            say(f"writing {len(order)} pictures of {prepared.dataset.name}")
            _write(prepared, order, root, name)
    return root / _GIVEN / name


def _write(prepared: Prepared, order: "Order", root: Path, name: str) -> None:
    laid = order[_order(len(order)).argsort()]  # the seed's order of so many then gives them as `order` has them
    with scratch(root) as made:
        open_folder(made / "part")
        files = {
            file: save_array(made / "part" / file, array[laid])
            for file, array in zip(_FILES, prepared.train(), strict=True)
        }
        manifest = prepared.manifest.model_copy(update={"files": files})
        save_manifest(made / "part", manifest)
        for folder in (root / _GIVEN, (root / _GIVEN / name).parent):
            if not folder.is_dir():
                open_folder(folder)
        swap(made / "part", root / _GIVEN / name, made / "old")


def _is_whole(folder: Path, *, read: bool = False) -> bool:
    """Whether its files have the sizes, and with `read` the sums, that were written."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        sizes = all((folder / name).stat().st_size == file.size_bytes for name, file in manifest.files.items())
        if not sizes or manifest.version != VERSION or set(manifest.files) != set(_FILES):
            return False
        if not read:
            return True
        sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in manifest.files}
        return all(sums[name] == file.sha256 for name, file in manifest.files.items())
    except (OSError, ValidationError):
        return False


def _explain(error: OSError, prepared: Prepared, count: int, root: Path) -> str:
    all_of_them = prepared.dataset.train + prepared.dataset.unseen
    return explain(error, prepared.dataset.name, root, count * prepared.size_bytes // all_of_them)


def _own_place() -> Path:
    """A folder of this user's, for whoever may not write beside the data sets."""
    return Path(tempfile.gettempdir()) / f"grader-{_user()}-data"


def _is_own(root: Path) -> bool:
    """Nobody else may write what is then taken for ours; a link is none of ours."""
    try:
        found = root.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == _user() and not found.st_mode & 0o022


def _user() -> int:
    """Windows counts nobody: all of its files are of user 0."""
    return getattr(os, "geteuid", int)()
