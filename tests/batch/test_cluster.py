"""A cohort on a real Dask cluster: a scheduler and two workers in processes of their own, one of which is killed."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import socket

import pytest

from grader.batch.cluster import Cluster
from grader.batch.worker import versions
from grader.errors import GraderFault, UsageError

pytest.importorskip("distributed")
pytestmark = [pytest.mark.jail, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
RIGHT = ROOT / "assignments" / "pooling" / "max_pool2d" / "right" / "loops.py"
TASK = "pooling/max_pool2d"


class Dask:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        with closing(socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.folder = folder
        self.processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-show")]
        for _ in range(2):
            self.work()

    def work(self) -> None:
        """Starts one more worker."""
        options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder)]
        self.processes.append(self._start("worker", self.address, *options))

    def _start(self, what: str, *options: str) -> "subprocess.Popen[bytes]":
        log = (self.folder / f"{what}{time.monotonic_ns()}.log").open("wb")
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options, "--no-dashboard"]
        with log:
            return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def close(self) -> None:
        """Kills what still runs."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    cluster = Dask(tmp_path_factory.mktemp("dask"))
    yield cluster
    cluster.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subs = tmp_path / "subs"
    subs.mkdir()
    for number in range(12):
        shutil.copy(RIGHT, subs / f"student{number:02}.py")
        if number % 3 == 1:  # one that is wrong, and says so the same way wherever it ran
            text = RIGHT.read_text(encoding="utf-8").replace("def max_pool2d", "def max_pool")
            (subs / f"student{number:02}.py").write_text(text, encoding="utf-8")
    return subs


def _grader(*options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _grades(out: Path) -> list[tuple[str, str, str]]:
    with (out / "grades.csv").open(newline="", encoding="utf-8-sig") as handle:
        return [(row["id"], row["score"], row["state"]) for row in csv.DictReader(handle)]


def test_a_worker_that_is_killed_mid_run_loses_nothing(dask: Dask, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with _grader("batch", str(folder), "--out", str(out), "--task", TASK, "--scheduler", dask.address) as run:
        deadline = time.monotonic() + 300
        while not list(out.glob("student*/pooling/max_pool2d/result.json")) and time.monotonic() < deadline:
            assert run.poll() is None, run.stdout and run.stdout.read()
            time.sleep(0.05)
        os.kill(dask.processes[1].pid, signal.SIGKILL)
        said, _ = run.communicate(timeout=300)
    dask.work()
    assert run.returncode == 0, said
    grades = _grades(out)
    assert len(grades) == 12
    assert {state for _, _, state in grades} == {"graded"}
    here = tmp_path / "here"
    with _grader("batch", str(folder), "--out", str(here), "--task", TASK) as run:
        said, _ = run.communicate(timeout=300)
    assert run.returncode == 0, said
    assert _grades(here) == grades
    with _grader("batch", str(folder), "--out", str(out), "--task", TASK) as run:  # what the cluster did counts here
        said, _ = run.communicate(timeout=300)
    assert "(12 results were there already)" in said


def test_other_versions_on_the_workers_are_refused_before_anything_is_sent(dask: Dask) -> None:
    with pytest.raises(GraderFault, match=r"grader .*, torch .*; here it is .*torch 0\.1"):
        Cluster(dask.address, {**versions(), "torch": "0.1"}, lambda text: None)


def test_a_gpu_that_no_worker_has_is_a_clear_refusal(dask: Dask) -> None:
    with pytest.raises(UsageError, match="--resources GPU=1"):
        Cluster(dask.address, versions(), lambda text: None, device="cuda")


def test_a_scheduler_that_is_not_there_is_a_clear_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.batch.cluster._CONNECT_S", 1.0)
    with pytest.raises(GraderFault, match="cannot be reached"):
        Cluster("tcp://127.0.0.1:9", versions(), lambda text: None)
