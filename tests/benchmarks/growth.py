"""Whether our own cost stays the same however many there are: time, memory, descriptors; more jobs; nothing changed."""

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.cohort import cohort, write_cohort
from tests.benchmarks.tools import OWN, ToolFailed, batch_command, fresh, full_marks, timed


def measure_growth(
    folder: Path, sizes: Sequence[int], jobs: int, rounds: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """Classes of modules of each size, watched; then the smallest with one job and with `jobs`, and once more."""
    found: dict[str, Any] = {"jobs": jobs, "runs": [], "repeated_s": []}
    for size in sizes:
        say(f"growth: {size} modules, --jobs {jobs}")
        found["runs"].append(_watched(fresh(folder / f"watched-{size}"), size, jobs))
    size = sizes[0]
    found["one_job_s"], found["more_jobs_s"] = [], []
    for number in range(rounds):
        for name, count in (("one_job_s", 1), ("more_jobs_s", jobs)):
            say(f"growth: {size} modules, --jobs {count}, round {number + 1} of {rounds}")
            place = fresh(folder / f"jobs-{count}")
            write_cohort(place / "submitted", cohort(size, loops=False), "module")
            command = batch_command(place / "submitted", place / "out", count)
            found[name].append(timed(command, place, env=OWN))
        say(f"growth: the same {size} again, nothing changed, round {number + 1} of {rounds}")
        found["repeated_s"].append(timed(command, place, env=OWN))
    shutil.rmtree(folder)  # thousands of reports
    return found


def _watched(folder: Path, size: int, jobs: int) -> dict[str, Any]:
    students = cohort(size, loops=False)
    write_cohort(folder / "submitted", students, "module")
    command = batch_command(folder / "submitted", folder / "out", jobs)
    start = time.monotonic()
    with open(folder / "said.txt", "wb") as said:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **OWN}, stdout=said, stderr=said)
        watch = _Watch(process.pid, size)
        code = process.wait()
    seconds = time.monotonic() - start
    samples = watch.stop()
    if code:
        raise ToolFailed(f"grader batch ended with {code}:\n{(folder / 'said.txt').read_text()[-2000:]}")
    right = {student.name for student in students if student.right}
    return {
        "size": size,
        "seconds": seconds,
        "wrong": len(right ^ full_marks(folder / "out")),
        "peak_mb": max((one["mb"] for one in samples), default=0.0),
        "peak_descriptors": max((one["descriptors"] for one in samples), default=0),
        "samples": samples,
    }


class _Watch:
    """Looks at a process and all its descendants from time to time: 200 looks at most, since each takes a while."""

    def __init__(self, pid: int, size: int) -> None:
        self._pid = pid
        self._every = min(5.0, max(0.5, size / 600))
        self._samples: list[dict[str, Any]] = []
        self._stopped = threading.Event()
        self._start = time.monotonic()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> list[dict[str, Any]]:
        self._stopped.set()
        self._thread.join()
        return self._samples

    def _look(self) -> None:
        while not self._stopped.wait(self._every):
            pids = list(_tree(self._pid))
            mb, descriptors = sum(map(_anonymous_mb, pids)), sum(map(_descriptors, pids))
            seconds = round(time.monotonic() - self._start, 1)
            self._samples.append({"s": seconds, "mb": round(mb, 1), "descriptors": descriptors})


def _tree(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            children: list[str] = []
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/children") as handle:
                children = handle.read().split()
            for child in children:
                yield from _tree(int(child))


def _anonymous_mb(pid: int) -> float:
    """What it holds beside files, forked pages by share; 0 where it has gone or may not be looked at."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup", "rb") as handle:
        return sum(int(line.split()[1]) / 1024 for line in handle if line.startswith((b"Pss_Anon:", b"Pss_Shmem:")))
    return 0.0


def _descriptors(pid: int) -> int:
    with contextlib.suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0
