"""What a real jail shows of the data: the training part, and nothing that tells the labels of the rest."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import torch

from grader.authoring import Call
from grader.data import DATASETS, hidden_paths, stand_in
from grader.errors import GraderFault
from grader.model import Limits, Submission, Unit
from grader.sandbox import Plan, Sandbox, mounts
from grader.sandbox.cold import ColdJail
from grader.sandbox.jail import Jail, find_bwrap

pytestmark = pytest.mark.jail
_LOOK = """
import gzip, os
import torch, torchvision, sklearn, numpy

def opens(path):
    try:
        with open(path, "rb") as file:
            return bool(file.read(1))
    except OSError:
        return False

def digits():
    place = os.path.join(os.path.dirname(sklearn.__file__), "datasets", "data", "digits.csv.gz")
    try:
        with gzip.open(place) as file:
            return len(file.readlines())
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
    with Jail(preload=("vision",), lasting=False, hidden=hidden) as jail:
        return answer(jail, f"FILES = {list(files)!r}\n{_LOOK}")


def answer(jail: Sandbox, source: str, pictures: Mapping[str, int | None] | None = None) -> list[object]:
    """What `f` of the source returns to a submission that is shown these pictures."""
    unit = Unit(name="m.py", cell=None, source=source, code=source, fault=None)
    submission = Submission(file="m.py", sha256="", kind="module", units=(unit,))
    limits = Limits(setup_s=60, call_s=30, total_s=90, memory_bytes=1 << 30)
    plan = Plan(entry="f", parameters=("x", "k"), load=("m.py",), pictures=pictures)
    with jail.open(submission, plan, limits) as session:
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
    allowed = ["/data/cifar10/labels.npy", "/data/digits/labels.npy"]
    elsewhere = ["/shown/cifar10/train/labels.npy"]  # a training task is to see only a part of it
    assert look(hidden_paths(), [*secret, *around, *elsewhere, *allowed]) == [[30, 3, 32, 32], 30, 0, allowed]


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
    grey = [30, 3, [7, 1, 28, 28], "torch.float32", 10, 7]
    with Jail(preload=("vision",), lasting=False, hidden=hidden_paths()) as jail:
        assert answer(jail, _TORCHVISION) == [grey, grey, [30, 3, [7, 3, 32, 32], "torch.float32", 10, 7]]


_DIGITS = """
import numpy, torch
from sklearn.datasets import load_digits

def f(x, k=1):
    bunch = load_digits()
    again, target = load_digits(n_class=3, return_X_y=True)
    try:
        load_digits(as_frame=True)
        refused = ""
    except ValueError as error:
        refused = str(error)
    return [
        list(bunch.data.shape), list(bunch.images.shape), list(bunch.target.shape), sorted(bunch),
        str(bunch.data.dtype), bool((bunch.images == bunch.images.round()).all()), bool(bunch.images.max() <= 16),
        bool((bunch.target == numpy.load("/data/digits/labels.npy")).all()),
        len(again) == int((bunch.target < 3).sum()),
        int(target.max()), refused,
    ]
"""


@pytest.mark.parametrize("preload", [(), ("vision",)])
def test_load_digits_gives_the_training_part_and_no_more(root: Path, preload: tuple[str, ...]) -> None:
    with Jail(preload=preload, lasting=False, hidden=hidden_paths()) as jail:
        told = answer(jail, _DIGITS, {"digits": 20})
    keys = ["DESCR", "data", "feature_names", "frame", "images", "target", "target_names"]
    assert told[:5] == [[20, 64], [20, 8, 8], [20], keys, "float64"]
    assert told[5:7] == [True, True]
    assert told[7] is True  # the labels are those that are handed out
    assert told[8:10] == [True, 2]
    assert "as_frame=True) needs pandas" in str(told[10])


def test_every_value_of_load_digits_comes_back_from_what_is_stored() -> None:
    assert [round(round(value * 255 / 16) * 16 / 255) for value in range(17)] == list(range(17))


_EVERYWHERE = """
import os, sys
import numpy, torch, torchvision

def f(x, k=1):
    found = {}
    for top in ("/data", "/given", "/shown", "/proc/self/root/data", "/proc/1/root/given", "/mnt", "/tmp"):
        for folder, inner, files in os.walk(top):
            inner[:] = [] if folder == sys.prefix else inner  # an interpreter in /tmp: its packages have such files too
            for name in files:
                try:
                    found[f"{folder}/{name}"] = len(numpy.load(f"{folder}/{name}", mmap_mode="r"))
                except (OSError, ValueError, EOFError):
                    pass
    written = 0
    for place in ("/data/mnist/labels.npy", "/data/mnist/new", "/data/new", "/given/new"):
        try:
            open(place, "ab").close()
            written += 1
        except OSError:
            pass
    try:
        seen = len(torchvision.datasets.MNIST("./data", train=True)), len(torchvision.datasets.MNIST("./data", False))
    except RuntimeError:
        seen = ()
    return [sorted(found.items()), written, list(seen)]
"""


def test_a_task_that_hands_out_a_part_shows_that_part_only(root: Path) -> None:
    """One template, several tasks: each submission has its own part, through torchvision too."""
    with Jail(preload=("vision",), lasting=False, hidden=hidden_paths()) as jail:
        whole = dict(answer(jail, _EVERYWHERE)[0])  # type: ignore[call-overload]
        first = answer(jail, _EVERYWHERE, {"mnist": 20})
        second = answer(jail, _EVERYWHERE, {"mnist": 12, "digits": None})
        third = answer(jail, _EVERYWHERE, {"mnist": 20})
    assert {whole[f"/data/{name}/labels.npy"] for name in DATASETS} == {30}
    places = ("/data", "/proc/self/root/data")
    part = [(f"{place}/mnist/{kind}.npy", 20) for place in places for kind in ("images", "labels")]
    assert first == third == [part, 0, [20, 2]]
    assert second[1:] == [0, [12, 2]]
    assert {count for name, count in second[0] if "mnist" in name} == {12}  # type: ignore[attr-defined]
    assert {count for name, count in second[0] if "digits" in name} == {30}  # type: ignore[attr-defined]


def test_a_process_of_its_own_is_shown_its_part_only(root: Path) -> None:
    """At level `cold`, where bubblewrap alone has made the namespaces."""
    places = ("/data", "/proc/self/root/data")
    part = [(f"{place}/mnist/{kind}.npy", 20) for place in places for kind in ("images", "labels")]
    with ColdJail(preload=("vision",), lasting=False, hidden=hidden_paths()) as jail:
        assert answer(jail, _EVERYWHERE, {"mnist": 20}) == [part, 0, [20, 2]]
        whole = dict(answer(jail, _EVERYWHERE)[0])  # type: ignore[call-overload]
    assert {whole[f"/data/{name}/labels.npy"] for name in DATASETS} == {30}


_BY_NAME = """
import glob, os
import numpy, torch, torchvision
from _grader_inside.pictures import place_of

def f(x, k=1):
    found = []
    for place in [place_of(f"/data/{name}") for name in ("mnist", "digits", "cifar10")] + PLACES:
        try:
            found.append(len(numpy.load(f"{place}/labels.npy", mmap_mode="r")))
        except OSError:
            found.append(0)
    try:
        seen = len(torchvision.datasets.MNIST("./data", train=True)), len(torchvision.datasets.MNIST("./data", False))
    except RuntimeError:
        seen = ()
    return [found, list(seen)]
"""


def test_without_mounts_a_part_has_a_rule_of_its_own(root: Path) -> None:
    """At level `flat`: names may be known, but what is not handed out cannot be opened under any of them."""
    with Jail(level="flat", preload=("vision",), lasting=False, hidden=hidden_paths()) as jail:
        for count in (20, 12):
            answer(jail, _BY_NAME.replace("PLACES", "[]"), {"mnist": count})
        parts = [f"/given/{path.relative_to(root / '.given')}" for path in sorted(root.glob(".given/mnist/*"))]
        binds = dict(jail._data)
        parts = [part.replace("/given", binds[str(root / ".given")]) for part in parts]
        source = _BY_NAME.replace("PLACES", repr(["/data/mnist", "/shown/mnist/train", *parts]))
        assert [part.rpartition("/")[2][:3] for part in parts] == ["12-", "20-"]
        assert answer(jail, source, {"mnist": 20}) == [[20, 0, 0, 0, 0, 0, 20], [20, 2]]
        assert answer(jail, source, {"mnist": 12, "digits": None}) == [[12, 30, 0, 0, 0, 12, 0], [12, 2]]
        assert answer(jail, source, {"digits": None}) == [[0, 30, 0, 0, 0, 0, 0], []]
        assert answer(jail, source) == [[30, 30, 30, 30, 0, 0, 0], [30, 3]]
