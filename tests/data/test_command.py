"""`grader data` as a person runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.data import find, stand_in
from tests.data.conftest import pictures, write_idx

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `grader data` with arguments, in a folder of its own."""

    def grader_data(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "grader", "data", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **env}
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120, check=False
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return grader_data


def test_all_are_listed_with_the_commands_for_those_that_are_not_here(run: Run, root: Path) -> None:
    stand_in("mnist", root, seed=0)
    done = run()
    assert done.returncode == 0
    for words in ("1 x 28 x 28", "grader data --get cifar10  (downloads 170 MB)", str(root), "generated"):
        assert words in done.stdout
    assert [line.split()[:2] for line in done.stdout.splitlines()[1:5]] == [
        ["digits", "no"],
        ["fashion_mnist", "no"],
        ["mnist", "generated"],
        ["cifar10", "no"],
    ]


def test_getting_makes_it_once(run: Run) -> None:
    first, second = run("--get", "digits"), run("--get", "digits")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "1200 pictures to train on, 597 unseen" in first.stdout
    assert "here already" in second.stdout


def test_a_stand_in_is_replaced_by_the_real_one(run: Run, root: Path) -> None:
    stand_in("digits", root, seed=0)
    assert run("--get", "digits").returncode == 0
    found = find("digits")
    assert found is not None and not found.generated


def test_damage_is_found_by_check_and_mended_by_get(run: Run, root: Path) -> None:
    assert run("--get", "digits", "--check").returncode == 0
    with (root / "digits" / "train" / "images.npy").open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    found = run("--check")
    assert found.returncode == 1
    assert "FAIL digits: train/images.npy" in found.stdout and "grader data --get digits" in found.stdout
    mended = run("--get", "digits", "--check")
    assert mended.returncode == 0 and "ok   digits" in mended.stdout


def test_an_unknown_name_and_a_folder_for_nothing_are_usage(run: Run, tmp_path: Path) -> None:
    unknown, nothing = run("--get", "cifar"), run("--from", tmp_path)
    assert (unknown.returncode, nothing.returncode) == (2, 2)
    assert "cifar10" in unknown.stderr and "--get" in nothing.stderr


def test_files_that_are_not_all_of_it_are_our_fault_and_named(run: Run, tmp_path: Path, root: Path) -> None:
    folder = write_idx(tmp_path / "files", pictures("mnist"))
    done = run("--get", "mnist", "--from", folder)
    assert done.returncode == 3
    assert "not what it should be: images (40, 1, 28, 28)" in done.stderr
    assert [path.name for path in root.iterdir()] == [".lock"]


def test_a_folder_that_may_not_be_written_is_our_fault_and_said(run: Run) -> None:
    done = run("--get", "digits", GRADER_DATA="/sys/grader")
    assert done.returncode == 3
    assert "you may not write /sys/grader" in done.stderr
