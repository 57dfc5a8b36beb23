"""What a contained submission may not leave: processes, descriptors, files, memory of the trusted process."""

import os
import select
import tempfile
from pathlib import Path
from typing import NamedTuple

_LEFT_NAMES = (
    "attacked",
    "left-behind",
    "left-behind.socket",
    "store",
    "count",
    "memory",
    "arguments",
    "work",
    "full0",
)
_SETTLE_MS = 5000


class Traces(NamedTuple):
    """What can be seen of this process and its surroundings at one moment."""

    processes: frozenset[int]
    """Descendants of this process: the jail's template and what belongs to it."""
    descriptors: int
    files: tuple[str, ...]


def look(folder: Path) -> Traces:
    """Looks now; `folder` is a sentinel that nobody may write into."""
    places = [folder, Path(tempfile.gettempdir())]
    files = [f"{path} {path.lstat().st_size}" for place in places for path in place.rglob("*")]
    for place in ("/tmp", "/dev/shm", "/dev", "/var/tmp", "/usr", "/etc", str(Path.cwd())):
        files += [name for name in (f"{place}/{left}" for left in _LEFT_NAMES) if os.path.lexists(name)]
    return Traces(descendants(os.getpid()), len(list(Path("/proc/self/fd").iterdir())), tuple(sorted(files)))


def left_running(before: Traces) -> dict[int, str]:
    """Processes that have appeared since; each is given the time to finish dying. Empty is good."""
    left = {}
    for pid in descendants(os.getpid()) - before.processes:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            if not poll.poll(_SETTLE_MS):
                left[pid] = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")[:200]
        finally:
            os.close(descriptor)
    return left


def descendants(root: int) -> frozenset[int]:
    """All processes below `root`, in whatever namespace they are; those that have ended and wait are left out."""
    children: dict[int, list[int]] = {}
    for name in (path.name for path in Path("/proc").iterdir()):
        if name.isdigit():
            try:
                state, parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state not in ("Z", "X"):
                children.setdefault(int(parent), []).append(int(name))
    found: set[int] = set()
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.update(below)
        waiting += below
    return frozenset(found)


def reset_peak() -> int:
    """Forgets how much memory this process once had; returns what it has now, in bytes."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def peak() -> int:
    """The most memory that this process has had since `reset_peak`, in bytes."""
    return _status("VmHWM")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"no {name} in /proc/self/status")
