"""Files that are no files, too large, or under odd names: refused before anything is read."""

import hashlib
import os
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.intake import read_submission
from grader.intake.limits import FILE_BYTES


def refusal(path: Path) -> str:
    with pytest.raises(SubmissionError) as refused:
        read_submission(path)
    return str(refused.value)


def test_a_file_of_two_gigabytes_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    for name in ("a.ipynb", "a.zip", "a.py"):
        path = tmp_path / name
        with path.open("wb") as handle:
            handle.truncate(2 << 30)
        assert refusal(path).startswith(f"{name} has 2147 MB; at most ")


def test_a_module_is_read_up_to_its_limit_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"#" * FILE_BYTES["module"])
    assert len(read_submission(path).units) == 1
    path.write_bytes(b"#" * (FILE_BYTES["module"] + 1))
    assert "has 1 MB; at most 1 MB are read" in refusal(path)


def test_missing_files_and_impossible_names_are_said_to_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    for missing in (tmp_path / "b.py", path / "c.py", tmp_path / "nul\0.py", tmp_path / ("x" * 300 + ".py")):
        assert "there is no such file" in refusal(missing)


def test_a_pipe_does_not_make_us_wait_and_a_folder_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "device.py").symlink_to("/dev/zero")
    assert "is not an ordinary file" in refusal(tmp_path / "pipe.ipynb")
    assert "is not an ordinary file" in refusal(tmp_path / "folder.zip")
    assert "is a link" in refusal(tmp_path / "device.py")
    assert "is not an ordinary file" in refusal_of_device()


def refusal_of_device() -> str:
    from grader.intake.notes import Notes
    from grader.intake.read import _bytes
    from grader.intake.refuse import Reading
    from grader.words import Words

    assert Notes().all() == ()
    with pytest.raises(SubmissionError) as refused:
        _bytes(Path("/dev/zero"), "module", Reading("zero.py", Words("en")))
    return str(refused.value)


def test_a_link_to_somebody_elses_work_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text("x = 1")
    (tmp_path / "mine.py").symlink_to(tmp_path / "theirs.py")
    assert refusal(tmp_path / "mine.py") == "mine.py is a link to another file. Hand in the file itself."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    path.chmod(0)
    assert "cannot be opened" in refusal(path)


def test_other_kinds_of_files_are_named_by_what_to_hand_in(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF")
    assert refusal(path).endswith("Hand in a notebook, a module, or a zip archive of modules.")


def test_names_that_cannot_be_shown_are_made_so(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\xff\n\x1b[31m\xe2\x80\xae.py")
    path.write_text("x = 1")
    submission = read_submission(path)
    assert submission.file.isprintable()
    assert submission.units[0].name == submission.file


def test_the_hash_is_the_files(tmp_path: Path) -> None:
    path = tmp_path / "A.PY"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    submission = read_submission(path)
    assert submission.sha256 == hashlib.sha256(b"\xef\xbb\xbfx = 1\r\n").hexdigest()
    assert (submission.units[0].source, submission.kind) == ("x = 1\n", "module")


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("# grader-task: pooling/max_pool2d\nx = 1\n")
    assert read_submission(path) == read_submission(path)
    assert read_submission(path).task_id == "pooling/max_pool2d"


@pytest.mark.parametrize(
    "line", ["# grader-task: ../x", "# grader-task: a", "# grader-task: A/b", "x = '# grader-task: a/b'"]
)
def test_a_task_that_is_no_task_is_not_believed(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(line)
    assert read_submission(path).task_id is None


def test_a_source_that_names_another_encoding_runs_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes("# coding: koi8-r\nx = 'свёртка'\n".encode("koi8-r"))
    (unit,) = read_submission(path).units
    assert unit.source == "# coding: koi8-r\nx = 'свёртка'\n"
    assert unit.code == "# coding: utf-8\nx = 'свёртка'\n"
