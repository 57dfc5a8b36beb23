"""Prepared arrays: whole or not there, the same for every process, readable by the jail's user, and hidden from it."""

import importlib
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from grader.data import DATASETS, find, hidden_paths, missing_advice, prepare, prepared_or_make, stand_in
from grader.data.store import data_root, look
from grader.errors import GraderFault, UsageError
from tests.data.conftest import say_nothing

making = importlib.import_module("grader.data.prepare")  # the package has a function of this name


def left_in(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.name != ".lock")


def test_nothing_is_found_where_nothing_is_prepared() -> None:
    assert [find(name) for name in DATASETS] == [None] * 4


def test_what_is_prepared_is_found_and_mapped_read_only(root: Path) -> None:
    made = prepare("digits", say_nothing)
    found = find("digits")
    assert found == made and made.folder == root / "digits" and made.train_folder == root / "digits" / "train"
    images, labels = made.unseen()
    assert isinstance(images, np.memmap) and not images.flags.writeable
    assert (images.dtype, labels.dtype) == (np.uint8, np.uint8)
    assert made.damaged() == []


def test_every_user_can_read_it_whatever_the_umask(root: Path) -> None:
    before = os.umask(0o077)
    try:
        prepare("digits", say_nothing)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (root / "digits").rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in [root / "digits", *(root / "digits").glob("*/")]}
    assert (modes, folders) == ({0o644}, {0o755})
    assert sorted(path.name for path in (root / "digits" / "train").iterdir()) == ["images.npy", "labels.npy"]


@pytest.mark.parametrize(
    ("file", "change", "wrong"),
    [
        ("unseen/labels.npy", lambda content: content[:-1], "unseen/labels.npy has 724 bytes instead of 725"),
        ("train/images.npy", None, "train/images.npy is missing"),
        ("manifest.json", None, "manifest.json is missing"),
        ("manifest.json", lambda content: content[:50], "makes no sense"),
        ("manifest.json", lambda content: content.replace(b'"version": 1', b'"version": 0'), "another version"),
        ("manifest.json", lambda content: content.replace(b'"digits"', b'"mnist"'), "belongs to something else"),
        ("manifest.json", lambda content: content.replace(b"1200", b"1100"), "train has the shapes"),
    ],
)
def test_what_is_not_whole_is_not_found_and_is_made_again(root: Path, file: str, change: object, wrong: str) -> None:
    prepare("digits", say_nothing)
    path = root / "digits" / file
    if change is None:
        path.unlink()
    else:
        path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    found, why = look("digits")
    assert found is None and wrong in why
    assert prepared_or_make("digits") is not None
    assert left_in(root) == ["digits"]


def test_a_changed_byte_is_seen_by_the_checksums_only(root: Path) -> None:
    prepare("digits", say_nothing)
    with (root / "digits" / "unseen" / "labels.npy").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x63")
    found = find("digits")
    assert found is not None and found.damaged() == ["unseen/labels.npy"]


def test_arrays_of_another_kind_are_a_fault_with_the_command(root: Path) -> None:
    made = prepare("digits", say_nothing)
    labels = root / "digits" / "train" / "labels.npy"
    labels.write_bytes(labels.read_bytes().replace(b"'|u1'", b"'|i1'"))
    with pytest.raises(GraderFault, match="grader data --get digits"):
        made.train()


class Stopped(BaseException):
    """Ctrl-C, at a place of the test's choosing."""


def test_a_stop_while_it_is_made_leaves_what_was_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stand_in("digits", root, seed=1)

    def stop(*_: object, **__: object) -> None:
        raise Stopped

    monkeypatch.setattr(np, "save", stop)
    with pytest.raises(Stopped):
        prepare("digits", say_nothing)
    assert find("digits") == before
    assert left_in(root) == ["digits"]


def test_what_a_killed_process_left_is_hidden_and_then_removed(root: Path) -> None:
    left = root / ".making-killed" / "digits" / "unseen"
    left.mkdir(parents=True)
    assert root / ".making-killed" in hidden_paths()
    prepare("digits", say_nothing)
    assert left_in(root) == ["digits"]


def test_many_processes_at_once_make_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made, found = [], []
    read = making.read_splits

    def counted(*arguments: object) -> object:
        made.append(1)
        return read(*arguments)

    monkeypatch.setattr(making, "read_splits", counted)
    threads = [threading.Thread(target=lambda: found.append(prepared_or_make("digits"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and len(found) == 4 and None not in found


def test_a_full_disk_is_said_before_anything_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _: Free())
    with pytest.raises(GraderFault, match=r"no space for cifar10 .* 539 MB are needed.*GRADER_DATA"):
        prepare("cifar10", say_nothing)
    assert left_in(root) == []


class Free:
    """A disk with a kilobyte left."""

    free = 1000


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(GraderFault, match="no space for digits"):
        prepare("digits", say_nothing)
    assert left_in(root) == []


@pytest.mark.parametrize("folder", ["/sys/grader", "/sys/kernel"])
def test_a_folder_that_may_not_be_written_is_said(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setenv("GRADER_DATA", folder)
    with pytest.raises(GraderFault, match=r"you may not write /sys/.*GRADER_DATA"):
        prepare("digits", say_nothing)


def test_a_file_where_the_folder_should_be_is_said(root: Path) -> None:
    root.write_text("a file")
    assert find("digits") is None
    with pytest.raises(GraderFault, match="is no folder"):
        prepare("digits", say_nothing)


def test_the_folder_is_the_named_one_else_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")
    assert data_root() == Path(os.environ["GRADER_DATA"])
    monkeypatch.setenv("GRADER_DATA", "")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert data_root() == Path("/srv/data/grader/data")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert data_root() == Path("/home/anna/.local/share/grader/data")
    monkeypatch.setenv("GRADER_DATA", "~/here")
    assert data_root() == Path("/home/anna/here")


def test_without_any_folder_nothing_is_here_and_only_preparing_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_DATA")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    assert find("digits") is None
    assert hidden_paths()
    with pytest.raises(UsageError, match="set GRADER_DATA"):
        prepare("digits", say_nothing)


def no_home() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_advice_names_the_command_and_the_package_that_saves_the_download() -> None:
    assert "grader data --get cifar10  (downloads 170 MB)" in missing_advice("cifar10")
    assert "apt-get install dataset-fashion-mnist" in missing_advice("fashion_mnist")
    with pytest.raises(UsageError, match="digits, fashion_mnist, mnist, cifar10"):
        missing_advice("imagenet")


@pytest.mark.parametrize("name", list(DATASETS))
def test_a_stand_in_has_the_shape_and_the_classes_and_can_be_learned(root: Path, name: str) -> None:
    made = stand_in(name, root, seed=7)
    assert find(name) == made and made.generated
    (images, labels), (unseen, unseen_labels) = made.train(), made.unseen()
    assert images.shape == (1000, *DATASETS[name].shape) and unseen.shape == (500, *DATASETS[name].shape)
    assert np.bincount(labels).tolist() == [100] * 10
    means = np.stack([images[labels == label].mean(0).ravel() for label in range(10)])
    distances = ((unseen.reshape(500, 1, -1) - means) ** 2).sum(-1)
    assert (distances.argmin(1) == unseen_labels).mean() > 0.9


def test_a_stand_in_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    one, same, other = (stand_in("mnist", tmp_path / str(at), seed=seed) for at, seed in enumerate((3, 3, 4)))
    assert one.manifest == same.manifest != other.manifest


def test_what_tells_the_labels_is_hidden(root: Path) -> None:
    import sklearn

    prepare("digits", say_nothing)
    hidden = hidden_paths()
    assert Path(sklearn.__file__).parent / "datasets" / "data" in hidden
    assert root / "digits" / "unseen" in hidden
    assert all(path.exists() for path in hidden)
    assert not any((root / "digits" / "train").is_relative_to(path) for path in hidden)
