"""torchvision's own data sets, where a training split is here: a notebook that trains by itself finds its pictures.

`train=True` gives the training pictures that the task hands out, `train=False` the last tenth of them: the unseen ones
stay outside. scikit-learn's load_digits() gives the training part too, in its own 0 to 16: the prepared pictures hold
rint(255 / 16 * value), from which every value comes back exactly.
"""

import importlib.machinery
import os
import sys
from typing import Any

FOLDER = "/data"
_GREY = {"MNIST": "mnist", "FashionMNIST": "fashion_mnist"}
_TENTH = 10
_moved: dict[str, str] | None = None


def move(places: list[list[str]]) -> None:
    """The pictures are these, (data set, its folder), and no others: where nothing can be mounted on /data."""
    global _moved
    _moved = {f"{FOLDER}/{name}": place for name, place in places}


def place_of(folder: str) -> str:
    """Where the pictures lie that are to be found in this folder of FOLDER."""
    return folder if _moved is None else _moved.get(folder, "")


def _place(name: str) -> str:
    return place_of(f"{FOLDER}/{name}")


def offer() -> None:
    """Lets torchvision.datasets and load_digits() read the pictures that are here; others stay as they are."""
    if os.path.isdir(_place("digits")):
        sys.meta_path.insert(0, _Digits())
        if "sklearn.datasets" in sys.modules:
            _put_digits(sys.modules["sklearn.datasets"])
    datasets = sys.modules.get("torchvision.datasets")
    if datasets is None or not any(os.path.isdir(_place(name)) for name in (*_GREY.values(), "cifar10")):
        return
    grey = {getattr(datasets, kind): name for kind, name in _GREY.items() if os.path.isdir(_place(name))}
    mnist = datasets.MNIST  # the others inherit from it, further ones too, and those are not here
    check, download, read = mnist._check_exists, mnist.download, mnist._load_data
    mnist._check_exists = lambda self: type(self) in grey or check(self)
    mnist.download = lambda self: None if type(self) in grey else download(self)
    mnist._load_data = lambda self: _grey(grey[type(self)], self.train) if type(self) in grey else read(self)
    if os.path.isdir(_place("cifar10")):
        made = datasets.CIFAR10.__init__

        def make(self: Any, *args: Any, **kwargs: Any) -> None:
            (_in_colour if type(self) is datasets.CIFAR10 else made)(self, *args, **kwargs)

        datasets.CIFAR10.__init__ = make


def _grey(name: str, train: bool) -> tuple[Any, Any]:
    import torch

    images, labels = _split(name, train)
    return torch.from_numpy(images[:, 0].copy()), torch.from_numpy(labels.astype("int64"))


def _in_colour(
    self: Any,
    root: Any = None,
    train: bool = True,
    transform: Any = None,
    target_transform: Any = None,
    download: Any = None,
) -> None:
    """torchvision.datasets.CIFAR10 as it is once its files have been read."""
    from torchvision.datasets import VisionDataset

    VisionDataset.__init__(self, root or "/tmp", transform=transform, target_transform=target_transform)
    images, labels = _split("cifar10", train)
    self.train = train
    self.data = images.transpose(0, 2, 3, 1).copy()  # (N, H, W, C)
    self.targets = [int(label) for label in labels]
    self.classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
    self.class_to_idx = {name: number for number, name in enumerate(self.classes)}


def _split(name: str, train: bool) -> tuple[Any, Any]:
    import numpy

    images = numpy.load(f"{_place(name)}/images.npy", mmap_mode="r")
    labels = numpy.load(f"{_place(name)}/labels.npy", mmap_mode="r")
    return (images, labels) if train else (images[-len(labels) // _TENTH :], labels[-len(labels) // _TENTH :])


class _Digits:
    """Changes sklearn.datasets when it is imported: not before, as scikit-learn takes a while."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        spec = importlib.machinery.PathFinder.find_spec(name, path) if name == "sklearn.datasets" else None
        if spec is not None and spec.loader is not None:
            run = spec.loader.exec_module

            def run_and_change(module: Any) -> None:
                run(module)
                _put_digits(module)

            spec.loader.exec_module = run_and_change  # type: ignore[method-assign]
        return spec


def _put_digits(datasets: Any) -> None:
    datasets.load_digits = _load_digits
    if hasattr(datasets, "_base"):
        datasets._base.load_digits = _load_digits


def _load_digits(*, n_class: int = 10, return_X_y: bool = False, as_frame: bool = False) -> Any:
    """scikit-learn's load_digits() of the training pictures: values 0 to 16, float64."""
    import numpy
    from sklearn.utils import Bunch

    if as_frame:
        raise ValueError("load_digits(as_frame=True) needs pandas, which is not here; leave as_frame out")
    pictures, labels = _split("digits", True)
    images = numpy.rint(pictures[:, 0] * (16 / 255))  # (N, 8, 8)
    target = labels.astype("int64")
    images, target = images[target < n_class], target[target < n_class]
    data = images.reshape(len(images), -1)
    if return_X_y:
        return data, target
    return Bunch(
        data=data,
        target=target,
        frame=None,
        feature_names=[f"pixel_{row}_{column}" for row in range(8) for column in range(8)],
        target_names=numpy.arange(10),
        images=images,
        DESCR=f"The {len(images)} of scikit-learn's digits that are trained on; the others are kept for grading.",
    )
