"""A hard limit by the kernel on what one submission holds, where the machine lets us make control groups.

The watch (watch.py) counts what processes map and acts every 50 ms; a group also counts what nobody maps (files in the
jail's tmpfs, queues of pipes and sockets) and acts at once. Version 2 where the memory controller is delegated to us
(`systemd-run --user --scope -p Delegate=yes`), version 1 as root; elsewhere there is none, and the watch is alone.
"""

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

_PREFIX = "grader-"
_NUMBERS = itertools.count()
_REMOVE_S = 0.5
_WORKERS_S = 3.0
"""They hold much memory, and on a busy machine take long to end; whoever waits has other things to do meanwhile."""
_NEARLY_BYTES = 8 << 20
"""Memory is charged in pieces: the last one before the limit may not have fitted."""


class Groups(NamedTuple):
    """Where groups can be made."""

    version: Literal[1, 2]
    parent: Path

    def join(self, pid: int, limit_bytes: int) -> "Joining":
        """The same in the background."""
        return Joining(self, pid, limit_bytes)

    def new(self, pid: int, limit_bytes: int) -> "Group | None":
        """A group with this limit that holds the process `pid`; None where the kernel refuses it after all."""
        group = Group(self.version, self.parent / f"{_PREFIX}{os.getpid()}-{next(_NUMBERS)}")
        try:
            group.path.mkdir()
            _write(group.path / ("memory.max" if self.version == 2 else "memory.limit_in_bytes"), limit_bytes)
            with contextlib.suppress(OSError):  # only where the kernel accounts for swap
                swap = "memory.swap.max" if self.version == 2 else "memory.memsw.limit_in_bytes"
                _write(group.path / swap, 0 if self.version == 2 else limit_bytes)
            _write(group.path / "cgroup.procs", pid)
        except OSError:
            group.close()
            return None
        return group


class Group:
    """The group of one submission."""

    def __init__(self, version: Literal[1, 2], path: Path) -> None:
        self.path = path
        self._version = version
        self._events = path / ("memory.events" if version == 2 else "memory.oom_control")

    @property
    def exceeded(self) -> bool:
        """Whether the kernel has killed one of its processes at the limit."""
        return self._killed and self._full

    @property
    def starved(self) -> bool:
        """Whether the kernel has killed one though the group never came to its limit: the machine has none left."""
        return self._killed and not self._full

    @property
    def _killed(self) -> bool:
        return _counts(self._events).get("oom_kill", "0") != "0"

    @property
    def _full(self) -> bool:
        """Whether it has come to its limit; a kill counts here whoever is short of memory, so this is asked, too."""
        if self._version == 2:
            return _counts(self._events).get("oom", "1") != "0"
        limit = _number(self.path / "memory.limit_in_bytes")
        peaks = [_number(self.path / f"memory.{name}max_usage_in_bytes") for name in ("", "memsw.")]
        return max(peaks) >= limit - _NEARLY_BYTES  # newer kernels no longer count what was refused

    def close(self) -> None:
        """Removes the group. Its processes have been killed; the kernel may take a moment to let go of them."""
        until = time.monotonic() + _REMOVE_S
        while True:
            try:
                self.path.rmdir()
            except FileNotFoundError:
                return
            except OSError:
                if time.monotonic() > until:
                    return  # the next grader removes what an ended one has left
                time.sleep(0.002)
            else:
                return


class Joining:
    """A group that is being made: writing to one waits for the kernel, some 10 ms in which other things can be done."""

    def __init__(self, groups: Groups, pid: int, limit_bytes: int) -> None:
        self._made: Group | None = None

        def make() -> None:
            self._made = groups.new(pid, limit_bytes)

        self._thread = threading.Thread(target=make, daemon=True)
        self._thread.start()

    def wait(self) -> Group | None:
        """The group, once the process is in it; None where the kernel refuses it."""
        self._thread.join()
        return self._made


@cache
def find_groups() -> Groups | None:
    """Where this process may make groups with a memory limit; None where it may not. Removes what killed graders left.

    Under version 2 a group that has controllers for its children may hold no process itself, so this process may have
    to move into a child of its own group first.
    """
    for version, parent in _candidates():
        with contextlib.suppress(OSError):
            _remove_left(parent)
            if version == 2:
                _delegate(parent)
            groups = Groups(version, parent)
            probe = parent / f"{_PREFIX}{os.getpid()}-probe"
            probe.mkdir()
            try:
                _write(probe / ("memory.max" if version == 2 else "memory.limit_in_bytes"), 1 << 40)
            finally:
                probe.rmdir()
            return groups
    return None


def remove_of(pids: Collection[int]) -> None:
    """Removes the groups of processes that are about to end, once they and what is in the groups are gone."""
    until = time.monotonic() + _WORKERS_S
    parents = [parent for _, parent in _candidates()]
    while time.monotonic() < until:
        gone = [pid for pid in pids if _ended(pid)]
        for parent in parents:
            with contextlib.suppress(OSError):
                _remove_left(parent)
        left = any(any(parent.glob(f"{_PREFIX}{pid}-*")) for parent in parents for pid in pids)
        if len(gone) == len(pids) and not left:
            return
        time.sleep(0.005)


def _candidates() -> Iterator[tuple[Literal[1, 2], Path]]:
    """(version, our own group's folder) of each mounted hierarchy that has the memory controller."""
    own: dict[str, str] = {}
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            own |= dict.fromkeys(controllers.split(","), path)
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text().splitlines():
            before, _, after = line.partition(" - ")
            root, place = before.split()[3:5]
            kind, _, options = after.split()[:3]
            name = "" if kind == "cgroup2" else "memory" if "memory" in options.split(",") else None
            if not kind.startswith("cgroup") or name is None or name not in own:
                continue
            inside = own[name].removeprefix(root if root != "/" else "").lstrip("/")
            yield (2 if kind == "cgroup2" else 1), Path(place) / inside


def _delegate(parent: Path) -> None:
    """Version 2: children of `parent` get the memory controller. Raises OSError where that is not ours to do."""
    if "memory" not in (parent / "cgroup.controllers").read_text().split():
        raise OSError("no memory controller here")
    control = parent / "cgroup.subtree_control"
    if "memory" in control.read_text().split():
        return
    try:
        _write(control, "+memory")
    except OSError:
        leaf = parent / f"{_PREFIX}{os.getpid()}-self"
        leaf.mkdir()
        try:
            _write(leaf / "cgroup.procs", os.getpid())
            _write(control, "+memory")
        except OSError:
            with contextlib.suppress(OSError):
                _write(parent / "cgroup.procs", os.getpid())
            leaf.rmdir()
            raise


def _remove_left(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and _ended(int(pid)):
            with contextlib.suppress(OSError):
                folder.rmdir()


def _ended(pid: int) -> bool:
    """Whether a process is gone, or waits for somebody to ask for its end: in a container perhaps nobody ever will."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in (b"Z", b"X")
    except (OSError, IndexError):
        return True


def _counts(path: Path) -> dict[str, str]:
    """The kernel's lines of a name and a number; nothing where they cannot be read."""
    try:
        words = path.read_text().split()
    except OSError:
        return {}
    return dict(zip(words[::2], words[1::2], strict=False))


def _number(path: Path) -> int:
    """What a file holds; 0 where it cannot be read."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0


def _write(path: Path, value: int | str) -> None:
    with path.open("w") as handle:
        handle.write(str(value))
