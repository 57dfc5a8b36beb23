"""Archives: bounded, in memory, and never a way out of the folder they will be run in."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.intake import archive, limits, read_submission
from grader.model import Submission


def packed(tmp_path: Path, *members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w", method) as handle:
        for name, content in members:
            handle.writestr(name, content)
    return path


def read(tmp_path: Path, *members: tuple[str, str | bytes]) -> Submission:
    return read_submission(packed(tmp_path, *members))


def refusal(path: Path) -> str:
    with pytest.raises(SubmissionError) as refused:
        read_submission(path)
    return str(refused.value)


def names(submission: Submission) -> list[str]:
    return [unit.name for unit in submission.units]


def test_modules_come_sorted_and_data_by_their_paths(tmp_path: Path) -> None:
    submission = read(tmp_path, ("b.py", "x = 1"), ("data/a.csv", "1"), ("a/c.py", "y = 1"))
    assert (names(submission), submission.data, submission.kind) == (
        ["a/c.py", "b.py"],
        {"data/a.csv": b"1"},
        "archive",
    )


def test_folders_round_everything_are_taken_off_but_a_package_stays(tmp_path: Path) -> None:
    assert names(read(tmp_path, ("hw/src/a.py", ""), ("hw/src/b.py", ""))) == ["a.py", "b.py"]
    assert names(read(tmp_path, ("net/__init__.py", ""), ("net/b.py", ""))) == ["net/__init__.py", "net/b.py"]
    assert names(read(tmp_path, ("hw/a.py", ""), ("b.py", ""))) == ["b.py", "hw/a.py"]


@pytest.mark.parametrize(
    "name",
    [
        "../a.py",
        "/a.py",
        "x/../../a.py",
        "C:/a.py",
        "..\\a.py",
        "\\a.py",
        "a\x1b.py",
        "a\u202eyp.py",
        "x" * 300 + ".py",
        "solution.py",
        "solution.py/x",
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_unsafe_and_repeated_names_are_left_out_with_a_note(tmp_path: Path, name: str) -> None:
    submission = read(tmp_path, ("solution.py", "x = 1"), (name, "y = 2"))
    assert (names(submission), submission.units[0].code, submission.data) == (["solution.py"], "x = 1", {})
    assert [key for key, _ in submission.notes] == ["intake.note.member_unsafe"]


def test_harmless_detours_are_straightened(tmp_path: Path) -> None:
    assert names(read(tmp_path, (".//src/./a.py", ""), ("b.py", ""))) == ["b.py", "src/a.py"]


def test_a_notebook_comes_with_its_helpers(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": "import helper", "metadata": {}, "outputs": [], "execution_count": 1}
    book = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]})
    submission = read(tmp_path, ("x/lab.ipynb", book), ("x/helper.py", "y = 1"))
    assert names(submission) == ["helper.py", "cell 1"]
    assert submission.notebook is not None and submission.kind == "archive"


def test_a_broken_notebook_is_refused_by_its_own_name(tmp_path: Path) -> None:
    assert refusal(packed(tmp_path, ("lab.ipynb", "<html>"))).startswith("lab.ipynb is a web page")


def test_a_module_that_cannot_be_read_is_left_out_beside_others(tmp_path: Path) -> None:
    submission = read(tmp_path, ("a.py", "x = 1"), ("b.py", b"x = 1\0"))
    assert names(submission) == ["a.py"]
    assert [key for key, _ in submission.notes] == ["intake.note.member_unreadable"]
    assert "NUL" in refusal(packed(tmp_path, ("b.py", b"x = 1\0")))


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    several = [(f"{n}.txt", "") for n in range(limits.ARCHIVE_FILES + 1)]
    assert "more than 1000 files" in refusal(packed(tmp_path, *several))
    many = [(f"__MACOSX/{n}", "") for n in range(4 * limits.ARCHIVE_FILES + 1)]
    assert "more than 1000 files" in refusal(packed(tmp_path, *many))


def test_a_size_that_the_directory_lies_about_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", 1000)
    path = packed(tmp_path, ("a.py", "#" * 100_000))
    raw = path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(raw)
    with pytest.raises(SubmissionError):
        read_submission(path)
    assert "unpacks to more than 0 MB" in refusal(packed(tmp_path, ("a.py", "#" * 100_000)))


def test_compression_that_can_ask_for_gigabytes_is_not_opened(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.py", "x = 1"), ("b.txt", "y"), method=zipfile.ZIP_LZMA)
    assert "neither a notebook nor a Python module" in refusal(path)


def test_a_damaged_member_is_left_out(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.py", "x = 1"), ("b.txt", "hello hello hello"), method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"hello hello hello", b"hello jello hello"))
    submission = read_submission(path)
    assert (submission.data, [key for key, _ in submission.notes]) == ({}, ["intake.note.member_skipped"])


def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.py", "x = 1"), ("data/x.bin", b"1"))
    read_submission(path)
    assert [one.name for one in tmp_path.iterdir()] == ["hw.zip"]


def test_members_are_read_no_further_than_the_limit() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as handle:
        handle.writestr("a", b"\0" * (1 << 22))
    with zipfile.ZipFile(buffer) as handle:
        content = archive._read(handle, handle.infolist()[0], 100)
    assert content is not None and len(content) <= archive._PIECE
