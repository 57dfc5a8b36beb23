"""What is read is what was published, and a file that is not whole is named."""

import gzip
import hashlib
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.data import DATASETS, find, prepare, prepared_or_make, sources
from grader.data.sources import DEBIAN, needs_download, read_splits
from grader.errors import GraderFault, UsageError
from tests.data.conftest import idx, pictures, same, say_nothing, small, write_cifar, write_idx

needs_debian = pytest.mark.skipif(not DEBIAN.is_dir(), reason="needs apt-get install dataset-fashion-mnist")


TRAIN_COUNTS = [119, 122, 118, 122, 121, 122, 121, 119, 116, 120]
TRAIN_DIGESTS = ["e36c1ec8a89dc380", "0b19864d8e30c5ca"]
UNSEEN_DIGESTS = ["db1a78af83654f4f", "a770e616f114f8d4"]


SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Python 3.11.4 and later ask for it, earlier ones do not know it."""


def digest(array: object) -> str:
    return hashlib.sha256(np.asarray(array).tobytes()).hexdigest()[:16]


def test_the_split_of_the_digits_is_fixed() -> None:
    digits = prepare("digits", say_nothing)
    (images, labels), (unseen_images, unseen_labels) = digits.train(), digits.unseen()
    assert (images.shape, unseen_images.shape) == ((1200, 1, 8, 8), (597, 1, 8, 8))
    assert np.bincount(labels).tolist() == TRAIN_COUNTS
    assert [digest(images), digest(labels)] == TRAIN_DIGESTS
    assert [digest(unseen_images), digest(unseen_labels)] == UNSEEN_DIGESTS


def test_both_parts_of_the_digits_are_all_of_them_on_the_scale_of_bytes() -> None:
    from sklearn.datasets import load_digits

    digits = prepare("digits", say_nothing)
    both = np.concatenate([digits.train()[0], digits.unseen()[0]])
    values = np.rint(load_digits().images * 255 / 16).astype(np.uint8)
    assert (both.min(), both.max()) == (0, 255)
    assert sorted(map(bytes, both)) == sorted(map(bytes, values))


@needs_debian
def test_fashion_mnist_is_read_to_the_last_byte_as_an_independent_reader_reads_it() -> None:
    fashion = prepared_or_make("fashion_mnist")
    assert fashion is not None and fashion.manifest.source == str(DEBIAN)
    for part, prefix in ((fashion.train(), "train"), (fashion.unseen(), "t10k")):
        images = gzip.decompress((DEBIAN / f"{prefix}-images-idx3-ubyte.gz").read_bytes())
        labels = gzip.decompress((DEBIAN / f"{prefix}-labels-idx1-ubyte.gz").read_bytes())
        assert part[0].tobytes() == images[16:] and part[1].tobytes() == labels[8:]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("nested", ["", "MNIST/raw"])
def test_files_of_mnist_are_found_as_torchvision_leaves_them(tmp_path: Path, packed: bool, nested: str) -> None:
    parts = pictures("mnist")
    write_idx(tmp_path / "files" / nested, parts, packed=packed)
    read = read_splits(small("mnist"), scratch(tmp_path), say_nothing, tmp_path / "files")
    assert same(read.train, parts["train"]) and same(read.unseen, parts["t10k"])


@pytest.mark.parametrize("unpacked", [False, True])
def test_cifar_is_read_from_its_archive_and_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unpacked: bool
) -> None:
    parts = pictures("cifar10")
    folder = write_cifar(tmp_path / "files", parts, monkeypatch)
    if unpacked:
        archive = folder / "cifar-10-python.tar.gz"
        with tarfile.open(archive) as tar:
            tar.extractall(folder, **SAFELY)
        archive.unlink()
    read = read_splits(small("cifar10"), scratch(tmp_path), say_nothing, folder)
    assert same(read.train, parts["train"]) and same(read.unseen, parts["t10k"])


def test_a_pickle_with_another_sum_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_cifar(tmp_path / "files", pictures("cifar10"), monkeypatch)
    with tarfile.open(folder / "cifar-10-python.tar.gz") as tar:
        tar.extractall(folder, **SAFELY)
    # a pickle that would make the file `opened` where it is loaded
    trap = f"cos\nmkdir\n(V{tmp_path / 'opened'}\ntR.".encode()
    (folder / "cifar-10-batches-py" / "test_batch").write_bytes(trap)
    with pytest.raises(GraderFault, match=r"cifar10 .* damaged"):
        read_splits(small("cifar10"), scratch(tmp_path), say_nothing, folder)
    assert not (tmp_path / "opened").exists()


def packed(content: bytes) -> bytes:
    """Without the time of day, which would call a test otherwise in each process."""
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("train-images-idx3-ubyte.gz", b"<html>", "train-images-idx3-ubyte.gz is damaged"),
        ("train-images-idx3-ubyte.gz", packed(bytes(5000))[:20], "is damaged or cut short"),
        ("train-images-idx3-ubyte.gz", packed(b""), "damaged"),
        ("train-images-idx3-ubyte.gz", packed(b"\0\0\x08\x03" + bytes(12)), "damaged"),
        ("train-labels-idx1-ubyte.gz", packed(idx(np.zeros(40, np.uint8))), "not what it should be"),
        ("train-labels-idx1-ubyte.gz", packed(idx(np.arange(40, dtype=np.uint8))), "are no classes"),
        ("t10k-labels-idx1-ubyte.gz", packed(idx(np.arange(10, dtype=np.uint8))), "not what it should be"),
        ("t10k-images-idx3-ubyte.gz", None, "holds neither t10k-images-idx3-ubyte nor"),
    ],
)
def test_a_file_that_is_not_whole_is_said_with_the_command(
    tmp_path: Path, file: str, content: bytes | None, words: str
) -> None:
    folder = write_idx(tmp_path / "files", pictures("mnist"))
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(GraderFault, match=words) as raised:
        read_splits(small("mnist"), scratch(tmp_path), say_nothing, folder)
    assert "grader data --get mnist" in str(raised.value)


def test_what_would_have_to_be_downloaded_is_not_made_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "DEBIAN", Path("/nowhere"))
    assert [name for name in DATASETS if needs_download(DATASETS[name])] == ["fashion_mnist", "mnist", "cifar10"]
    assert prepared_or_make("fashion_mnist") is None and find("fashion_mnist") is None


def test_a_folder_is_not_asked_for_what_comes_with_scikit_learn(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--from"):
        prepare("digits", say_nothing, tmp_path)


def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder
