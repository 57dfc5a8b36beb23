"""A file from the network is the one that is known, or a reason is given for each address. The network is a folder."""

import hashlib
from pathlib import Path

import pytest

from grader.data import prepare, sources
from grader.data.download import NotDownloaded, download
from grader.data.sources import read_splits
from grader.errors import GraderFault
from tests.data.conftest import pictures, same, say_nothing, small, write_cifar, write_idx


def test_the_second_address_is_tried_where_the_first_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"content")
    said: list[str] = []
    addresses = [(tmp_path / "gone").as_uri(), (tmp_path / "there").as_uri()]
    download(addresses, tmp_path / "got", hashlib.md5(b"content").hexdigest(), said.append)
    assert (tmp_path / "got").read_bytes() == b"content"
    assert said == ["downloading got: 0.0 of 0.0 MB"]


def test_another_file_than_the_known_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "login.html").write_bytes(b"<html>Please log in")
    with pytest.raises(NotDownloaded, match="its checksum differs"):
        download([(tmp_path / "login.html").as_uri()], tmp_path / "got", "0" * 32, say_nothing)


def test_an_address_that_cannot_be_reached_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(NotDownloaded, match=r"http://127\.0\.0\.1:9/x: Connection refused"):
        download(["http://127.0.0.1:9/x"], tmp_path / "got", "0" * 32, say_nothing)


def test_mnist_comes_from_torchvisions_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import MNIST

    parts = pictures("mnist")
    served = write_idx(tmp_path / "served", parts)
    sums = [(name, hashlib.md5((served / name).read_bytes()).hexdigest()) for name, _ in MNIST.resources]
    monkeypatch.setattr(MNIST, "mirrors", [(tmp_path / "gone").as_uri() + "/", served.as_uri() + "/"])
    monkeypatch.setattr(MNIST, "resources", sums)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    read = read_splits(small("mnist"), scratch, say_nothing)
    assert same(read.train, parts["train"]) and same(read.unseen, parts["t10k"])


def test_cifar_comes_from_torchvisions_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import CIFAR10

    parts = pictures("cifar10")
    served = write_cifar(tmp_path / "served", parts, monkeypatch)
    monkeypatch.setattr(CIFAR10, "url", (served / CIFAR10.filename).as_uri())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    read = read_splits(small("cifar10"), scratch, say_nothing)
    assert same(read.train, parts["train"]) and same(read.unseen, parts["t10k"])


def test_without_a_network_the_fault_says_what_to_do_and_leaves_nothing(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.datasets import FashionMNIST

    monkeypatch.setattr(sources, "DEBIAN", Path("/nowhere"))
    monkeypatch.setattr(FashionMNIST, "mirrors", ["http://127.0.0.1:9/"])
    with pytest.raises(GraderFault, match="Connection refused") as raised:
        prepare("fashion_mnist", say_nothing)
    assert "apt-get install dataset-fashion-mnist" in str(raised.value)
    assert "--from FOLDER" in str(raised.value)
    assert [path.name for path in root.iterdir()] == [".lock"]
