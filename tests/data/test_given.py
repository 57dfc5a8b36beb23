"""The part of a training split that a task hands out: the same pictures in the same order, whole or not at all."""

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.data import ORDER, Prepared, given, stand_in
from grader.data.command import run_data
from grader.data.given import damaged_given, given_folder, given_roots
from grader.errors import GraderFault
from tests.data.conftest import say_nothing


def handed_out(folder: Path, count: int) -> tuple[list[int], np.ndarray]:
    """Labels and pictures as code in the jail takes them from a folder."""
    images, labels = (np.load(folder / f"{kind}.npy") for kind in ("images", "labels"))
    chosen = torch.randperm(len(labels), generator=torch.Generator().manual_seed(ORDER))[:count].numpy()
    return labels[chosen].tolist(), images[chosen]


@pytest.fixture
def digits(root: Path) -> Prepared:
    return stand_in("digits", root, seed=0, train=40, unseen=20)


@pytest.mark.parametrize("count", [25, 10, 1])
def test_the_first_pictures_alone_come_in_the_order_of_the_whole(digits: Prepared, count: int) -> None:
    labels, images = handed_out(given_folder(digits, 25), count)
    expected, pictures = handed_out(digits.train_folder, count)
    assert labels == expected
    assert np.array_equal(images, pictures)
    assert len(np.load(given_folder(digits, 25) / "labels.npy")) == 25


@pytest.mark.parametrize("count", [None, 40, 41])
def test_all_pictures_are_the_split_itself(digits: Prepared, count: int | None) -> None:
    assert given_folder(digits, count) == digits.train_folder
    assert given_roots() == []


def test_it_is_written_once_for_everyone_to_read(root: Path, digits: Prepared) -> None:
    former = os.umask(0o077)
    try:
        folder = given_folder(digits, 25)
    finally:
        os.umask(former)
    before = (folder / "labels.npy").stat().st_mtime_ns
    assert given_folder(digits, 25) == folder
    assert (folder / "labels.npy").stat().st_mtime_ns == before
    assert given_roots() == [root / ".given"]
    assert all(place.stat().st_mode & 0o005 == 0o005 for place in (folder, folder.parent, folder.parent.parent))
    assert all(file.stat().st_mode & 0o004 for file in folder.iterdir())
    assert not list(root.glob(".making-*"))


def test_what_was_left_half_written_is_written_anew(digits: Prepared) -> None:
    folder = given_folder(digits, 25)
    (folder / "images.npy").write_bytes(b"half")
    assert len(np.load(given_folder(digits, 25) / "images.npy")) == 25


def test_other_pictures_are_another_part_and_the_old_one_goes(root: Path, digits: Prepared) -> None:
    old = given_folder(digits, 25)
    new = given_folder(stand_in("digits", root, seed=1, train=40, unseen=20), 25)
    assert new != old
    assert not old.exists()


def test_a_changed_part_is_damage(root: Path, digits: Prepared, capsys: pytest.CaptureFixture[str]) -> None:
    folder = given_folder(digits, 25)
    assert damaged_given(digits) == []
    content = bytearray((folder / "images.npy").read_bytes())
    content[-1] ^= 1
    (folder / "images.npy").write_bytes(content)
    assert damaged_given(digits) == [str(folder.relative_to(root))]
    assert run_data([], say_nothing, source=None, check=True) == 1
    assert str(folder.relative_to(root)) in capsys.readouterr().out


def refuse_beside(digits: Prepared, patch: pytest.MonkeyPatch, temporary: Path) -> None:
    """As where the data sets belong to somebody else; root may write everywhere, so it is not left to the modes."""
    make = given._make

    def refused(prepared: Prepared, order: object, root: Path, *rest: object) -> Path:
        if root == digits.folder.parent:
            raise PermissionError(13, "Permission denied", str(root))
        return make(prepared, order, root, *rest)  # type: ignore[arg-type]

    temporary.mkdir()
    patch.setattr(given, "_make", refused)
    patch.setattr(tempfile, "tempdir", str(temporary))


def test_where_the_data_sets_may_not_be_written_it_lies_among_the_users_temporary_files(
    tmp_path: Path, digits: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_beside(digits, monkeypatch, tmp_path / "temporary")
    folder = given_folder(digits, 25)
    assert folder.is_relative_to(tmp_path / "temporary")
    assert handed_out(folder, 25)[0] == handed_out(digits.train_folder, 25)[0]
    assert given_folder(digits, 25) == folder
    assert [root.parent.parent for root in given_roots()] == [tmp_path / "temporary"]


def test_a_folder_that_others_may_write_is_not_trusted(
    tmp_path: Path, digits: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_beside(digits, monkeypatch, tmp_path / "temporary")
    own = given_folder(digits, 25).parents[2]
    own.chmod(0o777)
    assert given_roots() == []
    with pytest.raises(GraderFault, match="you alone may write"):
        given_folder(digits, 25)
