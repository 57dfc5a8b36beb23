"""A folder for prepared data that is the test's own, and small files of the kinds that others publish."""

import gzip
import hashlib
import io
import pickle
import struct
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from grader.data.sets import DATASETS, Dataset

Bytes = npt.NDArray[np.uint8]
TRAIN, UNSEEN = 40, 20


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the data of this test lie; the folder does not exist yet."""
    folder = tmp_path / "data"
    monkeypatch.setenv("GRADER_DATA", str(folder))
    return folder


def small(name: str) -> Dataset:
    """That data set with so few pictures that a test can make its files."""
    return DATASETS[name].model_copy(update={"train": TRAIN, "unseen": UNSEEN})


def say_nothing(_: str) -> None:
    """Progress that nobody reads."""


def pictures(name: str) -> dict[str, tuple[Bytes, Bytes]]:
    """Images (N, C, H, W) and labels of both parts, none like another."""
    rng = np.random.default_rng(0)
    return {
        part: (rng.integers(0, 256, (count, *DATASETS[name].shape), np.uint8), np.arange(count, dtype=np.uint8) % 10)
        for part, count in (("train", TRAIN), ("t10k", UNSEEN))
    }


def idx(array: Bytes) -> bytes:
    """The array as an IDX file: 0, 0, 8 for bytes, the number of axes, their sizes big-endian, the values."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_idx(folder: Path, parts: dict[str, tuple[Bytes, Bytes]], *, packed: bool = True) -> Path:
    """The four files of MNIST's kind."""
    folder.mkdir(parents=True)
    for part, (images, labels) in parts.items():
        for name, array in (("images-idx3", images[:, 0]), ("labels-idx1", labels)):
            content = idx(array)
            file = folder / f"{part}-{name}-ubyte{'.gz' if packed else ''}"
            file.write_bytes(gzip.compress(content, 1) if packed else content)
    return folder


def write_cifar(folder: Path, parts: dict[str, tuple[Bytes, Bytes]], patch: pytest.MonkeyPatch) -> Path:
    """CIFAR-10's archive, with torchvision told the sums of these small files; batches as Python 2 wrote them."""
    from torchvision.datasets import CIFAR10

    folder.mkdir(parents=True)
    batches = {"batches.meta": pickle.dumps({"label_names": list(DATASETS["cifar10"].classes)}, protocol=2)}
    for part, name in (("train", "data_batch_1"), ("t10k", "test_batch")):
        images, labels = parts[part]
        batches[name] = pickle.dumps({"data": images.reshape(len(images), -1), "labels": labels.tolist()}, protocol=2)
    sums = {name: hashlib.md5(content).hexdigest() for name, content in batches.items()}
    archive = folder / CIFAR10.filename
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in batches.items():
            entry = tarfile.TarInfo(f"{CIFAR10.base_folder}/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    patch.setattr(CIFAR10, "train_list", [["data_batch_1", sums["data_batch_1"]]])
    patch.setattr(CIFAR10, "test_list", [["test_batch", sums["test_batch"]]])
    patch.setattr(CIFAR10, "meta", {**CIFAR10.meta, "md5": sums["batches.meta"]})
    patch.setattr(CIFAR10, "tgz_md5", hashlib.md5(archive.read_bytes()).hexdigest())
    return folder


def same(split: Any, expected: tuple[Bytes, Bytes]) -> bool:
    """Whether images and labels are those, in that order."""
    return all(np.array_equal(one, other) for one, other in zip(split, expected, strict=True))
