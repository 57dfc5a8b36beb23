"""What this machine allows: each thing that grading needs, what was found, and what to do where it is missing."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from grader.errors import GraderError
from grader.model import Frozen

_PACKAGES = ("torch", "torchvision", "scikit-learn", "pydantic", "nbclient", "ipykernel")
_LEAST_BWRAP = (0, 8)


class Finding(Frozen):
    """One thing that was looked at."""

    what: str
    found: str
    ok: bool = True
    advice: str = ""


def examine(roots: Sequence[Path]) -> Iterator[Finding]:
    """Looks at one thing after the other; the slow ones come last."""
    yield Finding(what="system", found=f"{platform.system()} {platform.release()} {platform.machine()}")
    yield Finding(what="python", found=f"{platform.python_version()} ({sys.prefix})")
    for name in _PACKAGES:
        try:
            yield Finding(what=name, found=version(name))
        except PackageNotFoundError:
            yield Finding(what=name, found="not installed", ok=False, advice=f"pip install {name}")
    yield _tasks(roots)
    yield _data()
    yield Finding(what="running as", found="root (the jail becomes an unprivileged user)" if _is_root() else "user")
    bwrap = _bubblewrap()
    yield bwrap
    yield _memory_limit()
    yield _device()
    yield _isolation(roots)


def _is_root() -> bool:
    """Whether this process may do everything; nobody is root on Windows."""
    return getattr(os, "geteuid", lambda: 1)() == 0


def _tasks(roots: Sequence[Path]) -> Finding:
    from grader.catalog import list_ids

    try:
        ids = list_ids(list(roots))
    except GraderError as error:
        return Finding(what="tasks", found=str(error), ok=False)
    return Finding(what="tasks", found=f"{len(ids)} ({', '.join(ids)})")


def _data() -> Finding:
    from grader.data.command import standing

    try:
        found = standing()
    except GraderError as error:
        return Finding(what="data sets", found="none", advice=str(error))
    advice = "grader data  says how to get the others; only tasks that train on them need them."
    return Finding(what="data sets", found=found, advice=advice if "not here" in found else "")


def _bubblewrap() -> Finding:
    from grader.sandbox.bubblewrap import find_bwrap

    try:
        path = find_bwrap()
    except GraderError as error:
        return Finding(what="bubblewrap", found="missing", ok=False, advice=str(error))
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    number = tuple(int(part) for part in said.split()[-1].split(".")[:2]) if said else (0, 0)
    if number < _LEAST_BWRAP:
        return Finding(what="bubblewrap", found=said, ok=False, advice="Version 0.8 or newer is needed; update it.")
    return Finding(what="bubblewrap", found=f"{said} at {path}")


def _memory_limit() -> Finding:
    readable = Path("/proc/self/smaps_rollup").is_file() and Path("/proc/self/task").is_dir()
    if not readable:
        return Finding(
            what="memory limit", found="address space only", advice="This kernel has no smaps_rollup (Linux 4.14+)."
        )
    from grader.sandbox.cgroup import find_groups

    groups = find_groups()
    found = "watched from outside every 50 ms, and by address space"
    if groups is None:
        advice = "Enough for a course. For a hard limit by the kernel run:  systemd-run --user --scope -p Delegate=yes "
        return Finding(what="memory limit", found=found, advice=advice + "grader ...")
    return Finding(what="memory limit", found=f"{found}; behind it a control group (version {groups.version})")


def _device() -> Finding:
    """Whether a process in the jail can use the GPU."""
    from grader.sandbox.choose import open_sandbox
    from grader.sandbox.devices import choose
    from grader.sandbox.probe import gpu_fault

    device = choose("auto")
    if device.gpu is None:
        return Finding(what="devices", found="cpu (no NVIDIA GPU was found)")
    try:
        with open_sandbox("auto", preload=(), lasting=False, device=device) as jail:
            fault = gpu_fault(jail)
    except GraderError as error:
        fault = str(error)
    if fault:
        advice = f"The jail cannot use {device.name} ({fault}). Networks are trained on the CPU."
        return Finding(what="devices", found=f"cpu; {device.name} is here and does not work in the jail", advice=advice)
    return Finding(what="devices", found=f"cpu, {device.name} (works in the jail)")


def _isolation(roots: Sequence[Path]) -> Finding:
    """Starts the best sandbox that works here and runs one function in it."""
    import torch  # noqa: F401  (outside the clock: it is our own start, not the submission's)

    from grader.sandbox.choose import open_sandbox
    from grader.sandbox.probe import ask

    start = time.monotonic()
    try:
        with open_sandbox("auto", preload=(), lasting=False, hidden=list(roots)) as sandbox:
            sandbox.wait_ready()
            warm = time.monotonic()
            returned = ask(sandbox, "def answer(x):\n    return x + 1\n", 41)
            done = time.monotonic()
    except GraderError as error:
        return Finding(what="isolation", found=_ONLY_PROCESS, ok=False, advice=str(error))
    if returned.value != 42:
        return Finding(what="isolation", found=f"the jail answered {returned.ended}", ok=False)
    times = f"ready in {warm - start:.1f} s, one submission in {1000 * (done - warm):.0f} ms"
    found = f"level {sandbox.level}: {_LEVELS[sandbox.level]} ({times})"
    advice = "".join(f"For level {level}: {why} " for level, why in list(sandbox.refused.items())[:1]).strip()
    return Finding(what="isolation", found=found, advice=advice)


_LEVELS = {
    "ns": "no network, read-only system, own namespaces",
    "flat": "no network, read-only system, Landlock and a filter of system calls; no processes of the submission's own",
    "cold": "no network, read-only system, an interpreter of its own for each submission, which costs seconds",
}
_ONLY_PROCESS = "level process: no jail. `grader check` works for one's own code; nothing else is graded here"
