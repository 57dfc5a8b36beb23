"""The commands for a class as a teacher runs them: what cannot mean anything is said, with the right exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def grader(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=170, check=False)


@pytest.fixture
def subs(tmp_path: Path) -> Path:
    folder = tmp_path / "subs"
    folder.mkdir()
    (folder / "anna.py").write_text("def max_pool2d(x, kernel_size):\n    pass\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--only", "nobody"], 2, "nobody of that name"),
        (["--layout", "wat"], 2, "the layouts are"),
        (["--roster", "nope.csv"], 2, "cannot be read"),
        (["--task", "nope"], 2, "There is no task nope"),
        (["--secret-file", "nope"], 2, "The secret file nope cannot be read"),
        (["--device", "gpu"], 2, "not one of auto, cpu"),
        (["--scheduler", "nonsense"], 2, "is no address of a scheduler"),
        (["--root", "nope"], 2, "--root nope is not a folder"),
    ],
)
def test_what_cannot_be_meant_is_said(subs: Path, tmp_path: Path, options: list[str], code: int, words: str) -> None:
    done = grader(tmp_path, "batch", subs, "--out", tmp_path / "out", *options)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert words in done.stderr


def test_results_belong_into_a_folder_of_their_own(subs: Path, tmp_path: Path) -> None:
    for out, words in ((subs, "of their own"), (tmp_path, "of their own"), (subs / "anna.py", "is a file")):
        done = grader(tmp_path, "batch", subs, "--out", out)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    elsewhere = tmp_path / "full"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("mine")
    done = grader(tmp_path, "batch", subs, "--out", elsewhere)
    assert (done.returncode, "is not empty" in done.stderr) == (2, True), done.stderr


def test_a_folder_without_submissions_is_a_problem_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "subs").mkdir()
    (tmp_path / "subs" / ".hidden").write_text("x")
    done = grader(tmp_path, "batch", tmp_path / "subs", "--out", tmp_path / "out")
    assert (done.returncode, "There is no submission in" in done.stdout) == (1, True)
    assert (tmp_path / "out" / "index.html").is_file()


@pytest.mark.parametrize("command", [("rescore",), ("export", "--to", "grades", "--out", "x.csv")])
def test_a_folder_that_holds_no_results_is_said(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = grader(tmp_path, command[0], tmp_path, *command[1:])
    assert (done.returncode, "holds no results" in done.stderr) == (2, True), done.stderr


def test_a_gradebook_that_is_to_be_filled_has_to_be_named(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    done = grader(tmp_path, "export", tmp_path, "--to", "canvas", "--out", tmp_path / "x.csv")
    assert (done.returncode, "--fill EXPORTED.csv" in done.stderr) == (2, True), done.stderr


@pytest.mark.jail
def test_a_module_among_the_submissions_is_not_imported_by_the_graders_own_processes(tmp_path: Path) -> None:
    subs, mark = tmp_path / "subs", tmp_path / "imported"
    subs.mkdir()
    for name in ("torch.py", "numpy.py", "random.py"):
        (subs / name).write_text(
            f"open({str(mark)!r}, 'w').write(__name__)\ndef max_pool2d(x, kernel_size): return x\n"
        )
    command = [sys.executable, "-P", "-m", "grader", "batch", ".", "--out", "../out", "--task", "pooling/max_pool2d"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=subs, env=environment, timeout=170, check=False)
    assert "3 submissions: 3 graded" in done.stdout, done.stdout + done.stderr
    assert not mark.exists()
