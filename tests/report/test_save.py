"""Reports are written whole, never over what they were made from, and into devices without replacing them."""

import os
import stat
import threading
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.report.save import demand_writable, save


def test_a_report_never_overwrites_its_sources_or_another_report(tmp_path: Path) -> None:
    source, link = tmp_path / "hw.py", tmp_path / "link.py"
    source.write_text("x")
    link.symlink_to(source)
    for targets, said in (
        ({"--html": source}, "would overwrite the submission"),
        ({"--html": link}, "would overwrite the submission"),
        ({"--json": tmp_path / "r", "--html": tmp_path / "r"}, "would overwrite the report of --json"),
    ):
        with pytest.raises(UsageError, match=said):
            demand_writable(targets, {"the submission": source})
    demand_writable({"--json": tmp_path / "a", "--html": tmp_path / "b"}, {"the submission": source})


def test_a_folder_or_a_missing_one_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        demand_writable({"--json": tmp_path}, {})
    with pytest.raises(UsageError, match="does not exist"):
        demand_writable({"--json": tmp_path / "no" / "r.json"}, {})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="you may not write in"):
        demand_writable({"--json": tmp_path / "r.json"}, {})


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    save(pipe, "report")
    reader.join()
    assert read == ["report"] and stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed_and_nothing_else_is_left(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    save(tmp_path / "link", "report")
    assert (tmp_path / "real").read_text() == "report"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]
