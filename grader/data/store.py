"""The prepared arrays on disk: where they lie, whether they are whole, and what the jail must not see of them.

    $GRADER_DATA/                       else $XDG_DATA_HOME/grader/data, else ~/.local/share/grader/data
      fashion_mnist/
        train/images.npy labels.npy     (N, C, H, W) and (N,), uint8: all that a jail is ever given
        unseen/images.npy labels.npy    stays outside
        manifest.json                   version, source, and of each file its shape, size and sha256
      .given/                           parts of training splits, see given.py
      .making-*/                        while something is prepared; left by a killed process, removed by the next

Trusts what lies in this folder: it is written by us, and nothing from a jail gets there.
"""

import contextlib
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from grader.data.sets import DATASETS, Dataset, dataset_of
from grader.errors import GraderFault, UsageError
from grader.model import Frozen

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Split = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]

VERSION = 1
"""Of the arrays; raised when the same source would give others."""
MAKING = ".making-"
MANIFEST = "manifest.json"
FILES = ("train/images.npy", "train/labels.npy", "unseen/images.npy", "unseen/labels.npy")
_MOST_MANIFEST_BYTES = 1 << 16
_COPY = "sklearn/datasets/data"
"""scikit-learn's own copy of the digits, with the labels of all of them."""


class NoFolder(UsageError):
    """The user has no home folder, and no other was named: nothing is here, and nothing can be prepared."""


class StoredFile(Frozen):
    """One array as it was written."""

    shape: tuple[int, ...]
    size_bytes: int
    sha256: str


class Manifest(Frozen):
    """What was prepared, and from what."""

    version: int
    dataset: str
    source: str
    generated: bool
    """Drawn by `stand_in`: pictures of the same shape, not the real ones."""
    files: Mapping[str, StoredFile]


class Prepared(Frozen):
    """A data set that is on this machine."""

    dataset: Dataset
    """With the counts of what lies here: a stand-in has fewer pictures."""
    folder: Path
    manifest: Manifest

    @property
    def train_folder(self) -> Path:
        """images.npy and labels.npy of the training part: the only folder that a jail may be given."""
        return self.folder / "train"

    @property
    def generated(self) -> bool:
        """Whether these are a test's stand-in rather than the real pictures."""
        return self.manifest.generated

    @property
    def size_bytes(self) -> int:
        """What its arrays take on disk."""
        return sum(file.size_bytes for file in self.manifest.files.values())

    def train(self) -> "Split":
        """Images (N, C, H, W) and labels (N,), uint8, read-only maps of the files."""
        return self._load("train")

    def unseen(self) -> "Split":
        """The same for the pictures that stay outside."""
        return self._load("unseen")

    def damaged(self) -> list[str]:
        """Those of its files whose sha256 is no longer what was written; reads all of them."""
        return [name for name, file in self.manifest.files.items() if _sha256(self.folder / name) != file.sha256]

    def _load(self, part: str) -> "Split":
        import numpy as np

        arrays = []
        for kind in ("images", "labels"):
            name = f"{part}/{kind}.npy"
            try:
                array = np.load(self.folder / name, mmap_mode="r", allow_pickle=False)
            except (OSError, ValueError, EOFError):
                raise GraderFault(_remake(self.dataset, f"{name} cannot be read")) from None
            if array.dtype != np.uint8 or array.shape != self.manifest.files[name].shape:
                raise GraderFault(_remake(self.dataset, f"{name} holds something else"))
            arrays.append(array)
        return arrays[0], arrays[1]


def data_root() -> Path:
    """The folder of all prepared data sets; it need not exist. Raises NoFolder where none can be meant."""
    if named := os.environ.get("GRADER_DATA"):
        return Path(os.path.abspath(os.path.expanduser(named)))
    shared = os.environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(shared):
        return Path(shared) / "grader" / "data"
    try:
        return Path.home() / ".local" / "share" / "grader" / "data"
    except RuntimeError:
        raise NoFolder("There is no home folder for the data sets; set GRADER_DATA to a folder.") from None


def find(name: str) -> Prepared | None:
    """The prepared arrays where they are on this machine: version and sizes are looked at, sums are not."""
    return look(name)[0]


def look(name: str) -> tuple[Prepared | None, str]:
    """What `find` finds, or why not: "" where there is nothing, else what is wrong with what is there."""
    dataset = dataset_of(name)
    try:
        return look_into(data_root(), dataset)
    except NoFolder:
        return None, ""


def look_into(root: Path, dataset: Dataset) -> tuple[Prepared | None, str]:
    """The same under another folder."""
    folder = root / dataset.name
    try:
        with (folder / MANIFEST).open("rb") as file:
            manifest = Manifest.model_validate_json(file.read(_MOST_MANIFEST_BYTES))
    except (FileNotFoundError, NotADirectoryError):
        return None, f"{MANIFEST} is missing" if folder.exists() else ""
    except OSError as error:
        return None, f"it cannot be read: {error.strerror}"
    except ValidationError:
        return None, f"{MANIFEST} makes no sense, or another version of the grader wrote it"
    wrong = _wrong(dataset, folder, manifest)
    if wrong:
        return None, wrong
    counts = {part: manifest.files[f"{part}/labels.npy"].shape[0] for part in ("train", "unseen")}
    return Prepared(dataset=dataset.model_copy(update=counts), folder=folder, manifest=manifest), ""


def hidden_paths() -> list[Path]:
    """What on this machine tells the labels of unseen pictures: to be covered wherever a jail would show it.

    The unseen parts, what is being prepared, Debian's files, every scikit-learn's copy of the digits. Only what exists
    can be covered, so ask after preparing and before the jail is started.
    """
    places = [Path("/usr/share/datasets"), Path("/usr/local/share/datasets")]
    places += [folder / _COPY for folder in _package_folders()]
    with contextlib.suppress(NoFolder):
        root = data_root()
        places += [root / name / "unseen" for name in DATASETS]
        places += root.glob(f"{MAKING}*")
    return sorted({path for path in places if os.path.exists(path)})


def _wrong(dataset: Dataset, folder: Path, manifest: Manifest) -> str:
    """What does not fit together, or nothing."""
    if manifest.version != VERSION:
        return f"another version of the grader wrote it ({manifest.version}, this one is {VERSION})"
    if manifest.dataset != dataset.name or set(manifest.files) != set(FILES):
        return f"{MANIFEST} belongs to something else"
    for part, count in (("train", dataset.train), ("unseen", dataset.unseen)):
        images, labels = (manifest.files[f"{part}/{kind}.npy"].shape for kind in ("images", "labels"))
        if images != (*labels, *dataset.shape) or not (manifest.generated or labels == (count,)):
            return f"{part} has the shapes {images} and {labels}"
    for name, file in manifest.files.items():
        try:
            size = (folder / name).stat().st_size
        except OSError:
            return f"{name} is missing"
        if size != file.size_bytes:
            return f"{name} has {size} bytes instead of {file.size_bytes}"
    return ""


def _package_folders() -> Iterator[Path]:
    """Where Python packages lie that a jail could show: this interpreter's, and the system's."""
    found = importlib.util.find_spec("sklearn")
    if found is not None and found.origin is not None:
        yield Path(found.origin).parent.parent
    yield from (Path(entry) for entry in sys.path if entry)
    own = Path(sys.executable).resolve().parent.parent
    for prefix in {Path("/usr"), Path("/usr/local"), Path(sys.prefix), Path(sys.base_prefix), own}:
        yield from prefix.glob("lib*/python3*/*-packages")


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _remake(dataset: Dataset, what: str) -> str:
    return f"The prepared data set {dataset.name} is damaged: {what}. Make it again:  {dataset.get}"
