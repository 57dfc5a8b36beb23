"""The data sets that tasks may name: what they hold, and the one command that gets them."""

from collections.abc import Mapping
from types import MappingProxyType

from grader.errors import UsageError
from grader.model import Frozen, Text


class Dataset(Frozen):
    """Pictures in classes, in two parts: one to train on, one that no student's code has seen."""

    name: str
    title: Text
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    """(channels, height, width)."""
    train: int
    """How many pictures there are to train on."""
    unseen: int
    """How many are kept outside the jail, with their labels."""
    download_bytes: int = 0
    """What `get` downloads where no package of the system has it; 0: never anything."""
    package: str = ""
    """The system's package that has it, so that nothing need be downloaded."""

    @property
    def get(self) -> str:
        """The command that gets it."""
        return f"grader data --get {self.name}"

    @property
    def array_bytes(self) -> int:
        """What it takes on disk once prepared."""
        channels, height, width = self.shape
        return (self.train + self.unseen) * (channels * height * width + 1)


_DIGITS = tuple("0123456789")
_LISTED = (
    Dataset(
        name="digits",
        title=Text(en="Small handwritten digits", ru="Маленькие рукописные цифры"),
        classes=_DIGITS,
        shape=(1, 8, 8),
        train=1200,
        unseen=597,
    ),
    Dataset(
        name="fashion_mnist",
        title=Text(en="Fashion-MNIST, clothes", ru="Fashion-MNIST, одежда"),
        classes=(
            *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
            *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
        ),
        shape=(1, 28, 28),
        train=60_000,
        unseen=10_000,
        download_bytes=30_878_645,
        package="dataset-fashion-mnist",
    ),
    Dataset(
        name="mnist",
        title=Text(en="MNIST, handwritten digits", ru="MNIST, рукописные цифры"),
        classes=_DIGITS,
        shape=(1, 28, 28),
        train=60_000,
        unseen=10_000,
        download_bytes=11_594_722,
    ),
    Dataset(
        name="cifar10",
        title=Text(en="CIFAR-10, small colour photographs", ru="CIFAR-10, маленькие цветные фотографии"),
        classes=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
        shape=(3, 32, 32),
        train=50_000,
        unseen=10_000,
        download_bytes=170_498_071,
    ),
)

DATASETS: Mapping[str, Dataset] = MappingProxyType({dataset.name: dataset for dataset in _LISTED})


def dataset_of(name: str) -> Dataset:
    """The data set of that name. Raises UsageError, with the names that there are."""
    if name not in DATASETS:
        raise UsageError(f"There is no data set {name!r}; there are {', '.join(DATASETS)}.")
    return DATASETS[name]


def missing_advice(name: str) -> str:
    """What to do where a data set is not on this machine, as one sentence with the command."""
    dataset = dataset_of(name)
    size = f"downloads {dataset.download_bytes / 1e6:.0f} MB" if dataset.download_bytes else "nothing is downloaded"
    package = f"; without a download: apt-get install {dataset.package}" if dataset.package else ""
    return f"The data set {name} is not on this machine. Get it:  {dataset.get}  ({size}{package})."
