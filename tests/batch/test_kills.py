"""Kills, signals and a full disk, done to real runs with the real jail."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.batch.job import Course, CourseFacts, Done, Job, Setup
from grader.batch.pool import Pool
from grader.batch.results import GRADES, INDEX
from grader.batch.store import Store
from tests.batch.conftest import RIGHT, SECRET, Class
from tests.batch.killed import prove
from tests.batch.mistaken import ROOT
from tests.batch.processes import Batch, Process, below, left_of

pytestmark = pytest.mark.jail
SLOW = f"import time\n\ntime.sleep(4)\n\n\n{RIGHT}"


def test_a_class_with_hostile_ones_is_graded_the_same_however_often_the_run_is_killed(tmp_path: Path) -> None:
    """The small form of `python -m tests.batch.killed`."""
    prove(tmp_path, size=16, kills=4, seed=int(os.environ.get("GRADER_KILL_SEED", "2")), gradings=2)


def begun(batch: Batch) -> list[Process]:
    """Waits until a submission runs in the jail: its monitor and itself."""
    return until(batch, lambda: [one for one in batch.find("all") if one.parent in _pids(batch.find("template"))])


def until(batch: Batch, found: Callable[[], list[Process]]) -> list[Process]:
    end = time.monotonic() + 180
    while not (there := found()):
        assert batch.running, batch.said
        assert time.monotonic() < end, batch.said
        time.sleep(0.02)
    return there


def _pids(found: list[Process]) -> set[int]:
    return {one.pid for one in found}


def test_a_worker_and_then_the_template_killed_under_one_submission_leave_it_ungraded_until_asked(room: Class) -> None:
    room.hand_in("aaa", SLOW)
    room.hand_in("ben")
    options = ["--jobs", "1"]
    batch = Batch(room.folder, room.out, [room.root], options)
    running = begun(batch)
    batch.kill("worker")
    assert left_of(running) == [], "whoever waits for a submission takes it along"
    begun(batch)
    batch.kill("template")
    assert batch.end() == 1
    assert "Traceback" not in batch.said
    assert (
        "aaa/double.py: The process that graded it was lost (killed, or out of memory). Trying once more" in batch.said
    )
    assert "1 graded, 1 ungraded" in batch.said
    assert "start again with --retry-ungraded" in batch.said
    stored = room.stored()
    assert (stored["aaa"].result.standing, stored["aaa"].result.attempts) == ("ungraded", 2)
    assert (stored["ben"].result.standing, stored["ben"].result.attempts) == ("graded", 1)
    again = Batch(room.folder, room.out, [room.root], [*options, "--retry-ungraded"])
    assert again.end() == 0, again.said
    assert room.reports()["aaa"].score == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_process_and_no_half_file(room: Class, number: signal.Signals) -> None:
    room.hand_in("aaa")
    room.hand_in("slow", SLOW)
    batch = Batch(room.folder, room.out, [room.root], ["--jobs", "1"])
    until(batch, lambda: begun(batch) if "aaa" in room.stored() else [])
    found = batch.find("all")
    assert {one.pid for part in ("mother", "worker", "template") for one in batch.find(part)} <= _pids(found)
    os.kill(batch.process.pid, number)
    code = batch.end()
    assert left_of(found) == []
    if number != signal.SIGKILL:
        assert code == 130, batch.said
        assert "Stopped; 1 results are stored, 1 files wait. The same command goes on from here." in batch.said
        assert (room.out / INDEX).is_file()
        assert (room.out / GRADES).is_file()
    assert "Traceback" not in batch.said
    with Store(room.out).locked():  # free for the next run, which sweeps
        assert not list(room.out.rglob(".*.????????"))
    assert set(room.stored()) == {"aaa"}


def test_workers_come_up_although_what_they_are_forked_from_was_killed_before(room: Class) -> None:
    setup = Setup(roots=(str(room.root),), secret=SECRET)
    descriptors = len(os.listdir("/proc/self/fd"))
    others = {one.pid for one in below(os.getpid())}  # the jail that the tests of this process share
    with Pool(setup, 1) as pool:
        ours = [one for one in below(os.getpid()) if one.parent == os.getpid() and one.pid not in others]
        (mother,) = [one for one in ours if "grader.batch.mother" in one.command]
        (template,) = [one for one in ours if "bwrap" in one.command]
        for one in (mother, template):
            os.killpg(one.pid, signal.SIGKILL)  # of bubblewrap's two the second may not yet die with the first
        for number in range(20):
            pool.give(number, Course(ids=("demo/double",)))
            while not (answers := pool.wait(1.0)):
                pass
            ((ticket, message),) = answers
            assert (ticket, type(message)) == (number, CourseFacts)
            if number == 0:
                open_now = len(os.listdir("/proc/self/fd"))
        assert pool.restarts == 1, "what needs no jail waits for none"
        assert len(os.listdir("/proc/self/fd")) == open_now
        content = b"def double(x):\n    return 2 * x\n"
        digest = message.tasks[0].digest
        sha256 = hashlib.sha256(content).hexdigest()
        job = Job(student="ann", task="demo/double", task_digest=digest, name="a.py", sha256=sha256, content=content)
        pool.give(20, job)
        assert pool.restarts == 2
        answers = []
        while not (done := [one for _, one in answers if isinstance(one, Done)]):
            answers += pool.wait(1.0)
        assert done[0].report is not None and done[0].report.score == done[0].report.max_score
    assert len(os.listdir("/proc/self/fd")) == descriptors


_FULL = """
set -u
mount -t tmpfs -o size=$1 tmpfs "$2" || exit 77
shift 2
"$@"
echo "exit $?"
mount -o remount,size=64m tmpfs "$OUT"
"$@"
echo "exit $?"
cp -r "$OUT" "$COPY"
"""


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root can mount a small disk")
def test_a_disk_that_is_full_stops_the_run_and_the_next_one_completes_it(room: Class, tmp_path: Path) -> None:
    for student in ("ann", "ben", "eve"):
        room.hand_in(student)
    room.out.mkdir()
    words = [
        sys.executable,
        "-m",
        "grader",
        "batch",
        str(room.folder),
        "--out",
        str(room.out),
        "--root",
        str(room.root),
    ]
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", _FULL, "sh", "72k", str(room.out), *words],
        cwd=ROOT,
        env={**os.environ, "OUT": str(room.out), "COPY": str(tmp_path / "copy")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("no mount namespace here")
    assert "Traceback" not in done.stderr
    assert "No space left on device" in done.stderr
    assert "could not be written (No space left on device). What is done is stored; free space" in done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("exit")] == ["exit 3", "exit 0"], done
    stored = {one.result.student: one.result.standing for _, one in Store(tmp_path / "copy").all()}
    assert stored == dict.fromkeys(("ann", "ben", "eve"), "graded")
