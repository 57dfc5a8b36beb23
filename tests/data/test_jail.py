"""What a real jail shows of the data: the training part, and nothing that tells the labels of the rest."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from grader.authoring import Call
from grader.data import DATASETS, hidden_paths, stand_in
from grader.errors import GraderFault
from grader.model import Limits, Submission, Unit
from grader.sandbox import Plan, mounts
from grader.sandbox.jail import Jail, find_bwrap

pytestmark = pytest.mark.jail
_LOOK = """
import torch, torchvision, sklearn.datasets, numpy

def opens(path):
    try:
        with open(path, "rb") as file:
            return bool(file.read(1))
    except OSError:
        return False

def digits():
    try:
        return len(sklearn.datasets.load_digits().target)
    except OSError:
        return 0

def f(x, k=1):
    images, labels = (numpy.load(f"/data/cifar10/{kind}.npy", mmap_mode="r") for kind in ("images", "labels"))
    return [list(images.shape), len(labels), digits(), [path for path in FILES if opens(path)]]
"""


@pytest.fixture(autouse=True)
def shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole data folder is bound, as where it lies under /usr: only covers can hide the unseen parts of it."""
    try:
        find_bwrap()
    except GraderFault as error:
        pytest.skip(str(error))
    for name in DATASETS:
        stand_in(name, root, seed=0, train=30, unseen=20)
    (root / ".making-killed").mkdir()
    (root / ".making-killed" / "labels.npy").write_bytes(b"labels")
    binds = [*mounts.read_only_binds(), (str(root), "/shown")]
    monkeypatch.setattr(mounts, "read_only_binds", lambda: binds)


def look(hidden: Sequence[Path], files: Sequence[str]) -> list[object]:
    """What a submission in a jail that hides these sees: the training part, scikit-learn's digits, which files open."""
    source = f"FILES = {list(files)!r}\n{_LOOK}"
    unit = Unit(name="m.py", cell=None, source=source, code=source, fault=None)
    submission = Submission(file="m.py", sha256="", kind="module", units=(unit,))
    limits = Limits(setup_s=60, call_s=30, total_s=90, memory_bytes=1 << 30)
    with (
        Jail(preload=("vision",), lasting=False, hidden=hidden) as jail,
        jail.open(submission, Plan(entry="f", parameters=("x", "k"), load=("m.py",)), limits) as session,
    ):
        assert session.opened.ended == "ok", session.opened
        returned = session.call(Call(torch.ones(1)), seed=0)
    assert returned.ended == "ok", returned
    return list(returned.value)  # type: ignore[call-overload]


def seen_as(root: Path, path: Path) -> str:
    """Its name in the jail."""
    return f"/shown/{path.relative_to(root)}" if path.is_relative_to(root) else str(path)


def test_only_the_training_part_can_be_opened(root: Path) -> None:
    secret = [seen_as(root, file) for path in hidden_paths() for file in path.rglob("*") if file.is_file()]
    assert len(secret) > 10 and "/shown/cifar10/unseen/labels.npy" in secret
    around = ["/data/cifar10/../unseen/labels.npy", "/proc/self/root/shown/mnist/unseen/labels.npy"]
    allowed = ["/data/cifar10/labels.npy", "/data/digits/labels.npy", "/shown/cifar10/train/labels.npy"]
    assert look(hidden_paths(), [*secret, *around, *allowed]) == [[30, 3, 32, 32], 30, 0, allowed]


def test_without_the_covers_they_could_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.jail.hidden_paths", list)
    told = ["/shown/cifar10/unseen/labels.npy", "/shown/.making-killed/labels.npy"]
    assert look([], told) == [[30, 3, 32, 32], 30, 1797, told]


_TORCHVISION = """
import torch, torchvision
from torchvision import transforms

def f(x, k=1):
    found = []
    for name in ("MNIST", "FashionMNIST", "CIFAR10"):
        kind, tensor = getattr(torchvision.datasets, name), transforms.ToTensor()
        whole = kind("./data", train=True, download=True, transform=tensor)
        held = kind("./data", train=False, transform=tensor)
        images, labels = next(iter(torch.utils.data.DataLoader(whole, batch_size=7, shuffle=True)))
        found.append([len(whole), len(held), list(images.shape), str(images.dtype), len(whole.classes), len(labels)])
    return found
"""


def test_a_notebook_finds_the_training_pictures_through_torchvision(root: Path) -> None:
    unit = Unit(name="m.py", cell=None, source=_TORCHVISION, code=_TORCHVISION, fault=None)
    submission = Submission(file="m.py", sha256="", kind="module", units=(unit,))
    limits = Limits(setup_s=60, call_s=30, total_s=90, memory_bytes=1 << 30)
    with (
        Jail(preload=("vision",), lasting=False, hidden=hidden_paths()) as jail,
        jail.open(submission, Plan(entry="f", parameters=("x", "k"), load=("m.py",)), limits) as session,
    ):
        returned = session.call(Call(torch.ones(1)), seed=0)
    assert returned.ended == "ok", returned
    grey = [30, 3, [7, 1, 28, 28], "torch.float32", 10, 7]
    assert returned.value == [grey, grey, [30, 3, [7, 3, 32, 32], "torch.float32", 10, 7]]
