"""Reads a data set from where others keep it: scikit-learn, Debian's package, torchvision's files.

Files of the MNIST kind are read by torchvision, CIFAR-10's too: it checks their sums before it unpickles them. What is
wrong with a file is a GraderFault that names the file.
"""

import contextlib
import gzip
import hashlib
import io
import shutil
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from grader.data.download import NotDownloaded, Say, download
from grader.data.sets import Dataset
from grader.errors import GraderFault, UsageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DEBIAN = Path("/usr/share/datasets/fashion-mnist")
_TORCHVISION = {"fashion_mnist": "FashionMNIST", "mnist": "MNIST", "cifar10": "CIFAR10"}


class Splits(NamedTuple):
    """Both parts as arrays, and where they come from."""

    train: "tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]"
    unseen: "tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]"
    source: str


def needs_download(dataset: Dataset) -> bool:
    """Whether the network is needed: not for the digits, nor where Debian's package is installed."""
    return bool(dataset.download_bytes) and not _debian_has(dataset)


def read_splits(dataset: Dataset, scratch: Path, say: Say, folder: Path | None = None) -> Splits:
    """Both parts of `dataset`, from `folder` where it is given. `scratch` is an empty folder to unpack into."""
    if dataset.name == "digits":
        if folder is not None:
            raise UsageError(f"The digits come with scikit-learn; leave --from out:  {dataset.get}")
        return _read_digits(dataset)
    if folder is not None and not folder.is_dir():
        raise UsageError(f"--from {folder} is not a folder; name the one that holds the files of {dataset.name}.")
    if folder is None and _debian_has(dataset):
        folder = DEBIAN
    say(f"reading {dataset.name}")
    if dataset.name == "cifar10":
        source = _lay_out_cifar(dataset, scratch, say, folder)
    else:
        source = _lay_out_idx(dataset, scratch, say, folder)
    splits = _read_torchvision(dataset, scratch, source)
    _demand_whole(dataset, splits)
    return splits


def _read_digits(dataset: Dataset) -> Splits:
    """Values 0..16 become 0..255. Of each class the share of all that is trained on, by the sha256 of the number.

    The split is fixed and needs no random generator, whose streams may change: within a class, pictures are ranked by
    sha256("digits/<place in load_digits>"), and the first ones are trained on. How many of each class: 1200 / 1797 of
    them, rounded down, then one more for the largest remainders until there are 1200. Both parts keep the order that
    scikit-learn has.
    """
    import numpy as np

    try:
        from sklearn.datasets import load_digits

        data = load_digits()
    except ImportError:
        raise GraderFault(
            "The digits come with scikit-learn, which is not installed:  pip install scikit-learn"
        ) from None
    labels = data.target.astype(np.uint8)
    images = np.rint(data.images * (255 / 16)).astype(np.uint8)[:, None]  # (N, 1, 8, 8)
    if len(labels) != dataset.train + dataset.unseen:
        raise GraderFault(f"scikit-learn's digits are {len(labels)} pictures; they should be 1797. Reinstall it.")
    chosen = np.zeros(len(labels), dtype=bool)
    for label, share in _shares(np.bincount(labels).tolist(), dataset.train).items():
        ranked = sorted(np.flatnonzero(labels == label).tolist(), key=_rank)
        chosen[ranked[:share]] = True
    splits = Splits((images[chosen], labels[chosen]), (images[~chosen], labels[~chosen]), "scikit-learn's load_digits")
    _demand_whole(dataset, splits)
    return splits


def _rank(index: int) -> bytes:
    return hashlib.sha256(f"digits/{index}".encode()).digest()


def _shares(counts: list[int], wanted: int) -> dict[int, int]:
    """`wanted` over classes of these sizes: in proportion, the largest remainders rounded up."""
    shares = {label: count * wanted // sum(counts) for label, count in enumerate(counts)}
    by_remainder = sorted(shares, key=lambda label: (-(counts[label] * wanted % sum(counts)), label))
    for label in by_remainder[: wanted - sum(shares.values())]:
        shares[label] += 1
    return shares


def _debian_has(dataset: Dataset) -> bool:
    return dataset.package != "" and (DEBIAN / "train-images-idx3-ubyte.gz").is_file()


def _lay_out_idx(dataset: Dataset, scratch: Path, say: Say, folder: Path | None) -> str:
    """Puts the four files, unpacked, where torchvision looks for them under `scratch`; says where they are from."""
    kind = _torchvision(dataset)
    raw = scratch / kind.__name__ / "raw"
    raw.mkdir(parents=True)
    for packed_name, md5 in kind.resources:
        name = packed_name.removesuffix(".gz")
        if folder is None:
            addresses = [f"{mirror}{packed_name}" for mirror in kind.mirrors]
            _get(dataset, addresses, raw / packed_name, md5, say)
            found = raw / packed_name
        else:
            nested = folder / kind.__name__ / "raw"
            candidates = [place / one for place in (folder, nested) for one in (name, packed_name)]
            found = next((file for file in candidates if file.is_file()), folder)
        if found == folder:
            raise GraderFault(f"{folder} holds neither {name} nor {packed_name}. {_again(dataset)}")
        _unpack(found, raw / name, dataset)
    return f"torchvision's {kind.__name__}" if folder is None else str(folder)


def _unpack(file: Path, target: Path, dataset: Dataset) -> None:
    source = _readable(file)
    with source, target.open("wb") as out:
        try:
            if file.suffix == ".gz":
                with gzip.GzipFile(fileobj=source) as unpacked:
                    shutil.copyfileobj(unpacked, out)
            else:
                shutil.copyfileobj(source, out)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise GraderFault(f"{file} is damaged or cut short. {_again(dataset)}") from None


def _lay_out_cifar(dataset: Dataset, scratch: Path, say: Say, folder: Path | None) -> str:
    """Puts the archive or the unpacked folder where torchvision looks for it under `scratch`."""
    kind = _torchvision(dataset)
    archive = scratch / kind.filename
    if folder is None:
        _get(dataset, [kind.url], archive, kind.tgz_md5, say)
        return "torchvision's CIFAR10"
    if (folder / kind.base_folder).is_dir():
        (scratch / kind.base_folder).symlink_to((folder / kind.base_folder).resolve())
    elif (folder / kind.filename).is_file():
        with _readable(folder / kind.filename) as file:
            md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        if md5 != kind.tgz_md5:
            raise GraderFault(f"{folder / kind.filename} is damaged: its checksum differs. {_again(dataset)}")
        archive.symlink_to((folder / kind.filename).resolve())
    else:
        raise GraderFault(f"{folder} holds neither {kind.base_folder} nor {kind.filename}. {_again(dataset)}")
    return str(folder)


def _read_torchvision(dataset: Dataset, scratch: Path, source: str) -> Splits:
    import numpy as np

    kind = _torchvision(dataset)
    # its `download` unpacks an archive that is there; where the unpacked files are there it does nothing
    unpack = dataset.name == "cifar10" and (scratch / kind.filename).exists()
    parts = []
    for train in (True, False):
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")  # numpy's, about pickles of 2009
                read = kind(scratch, train=train, download=unpack)
            images, labels = np.asarray(read.data), np.asarray(read.targets)
        except PermissionError as error:
            raise GraderFault(f"The files of {dataset.name} in {source} cannot be read: {error.strerror}.") from None
        except (AssertionError, ArithmeticError, EOFError, LookupError, RuntimeError, TypeError, ValueError):
            raise GraderFault(f"The files of {dataset.name} from {source} are damaged. {_again(dataset)}") from None
        images = images.transpose(0, 3, 1, 2) if images.ndim == 4 else images[:, None]  # (N, C, H, W)
        if labels.min(initial=0) < 0 or labels.max(initial=0) >= len(dataset.classes):
            raise GraderFault(f"The labels of {dataset.name} from {source} are no classes. {_again(dataset)}")
        parts.append((np.ascontiguousarray(images), labels.astype(np.uint8)))
    return Splits(parts[0], parts[1], source)


def _demand_whole(dataset: Dataset, splits: Splits) -> None:
    """Raises GraderFault unless counts, shapes and classes are those of `dataset`."""
    import numpy as np

    for (images, labels), count in ((splits.train, dataset.train), (splits.unseen, dataset.unseen)):
        right = images.shape == (count, *dataset.shape) and images.dtype == np.uint8 and labels.shape == (count,)
        if not right or np.unique(labels).tolist() != list(range(len(dataset.classes))):
            found = f"images {images.shape}, labels {labels.shape}"
            raise GraderFault(
                f"{dataset.name} from {splits.source} is not what it should be: {found}. {_again(dataset)}"
            )


def _get(dataset: Dataset, addresses: list[str], target: Path, md5: str, say: Say) -> None:
    try:
        download(addresses, target, md5, say)
    except NotDownloaded as error:
        package = f"run  apt-get install {dataset.package}  or " if dataset.package else ""
        raise GraderFault(
            f"{dataset.name} could not be downloaded. {error}. Try again later; or {package}copy the files from a "
            f"machine that has them and run  {dataset.get} --from FOLDER"
        ) from None


def _readable(file: Path) -> Any:
    try:
        return file.open("rb")
    except OSError as error:
        raise GraderFault(f"{file} cannot be read: {error.strerror}.") from None


def _torchvision(dataset: Dataset) -> Any:
    try:
        from torchvision import datasets
    except ImportError:
        raise GraderFault("torchvision, which reads these files, is not installed:  pip install torchvision") from None
    return getattr(datasets, _TORCHVISION[dataset.name])


def _again(dataset: Dataset) -> str:
    package = f"apt-get install --reinstall {dataset.package}  or  " if dataset.package else ""
    return f"Get it again:  {package}{dataset.get}"
