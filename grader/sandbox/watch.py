"""How much memory a submission's processes hold together, read from outside.

Two measures. The kernel's counters cost microseconds: anonymous pages beyond those inherited from the template, and
shared memory. They can be too low by what was inherited (pages copied on write, or freed) and too high by what forked
processes share. So near the limit the page tables are walked (tens of milliseconds): private pages, and each process's
share of shared memory. Files that nobody maps are not seen: the jail's tmpfs are capped, memfd_create is refused.
"""

import contextlib
import os

_FEW_SOCKETS = 64
_SOCKET_BYTES = 208 << 10  # net.core.wmem_default; the jail's filter refuses to raise a socket's buffer
_MOST_PROCESSES = 512
_TICKS = os.sysconf("SC_CLK_TCK")
_WALKED = (b"Private_Clean:", b"Private_Dirty:", b"Pss_Shmem:")


class MemoryWatch:
    """Watches the process `pid` and all its descendants. Made before the submission's first byte is sent.

    `sockets`: whether it has a network namespace of its own, all of whose sockets are then its own.
    """

    def __init__(self, pid: int, *, sockets: bool = True) -> None:
        self._pid = pid
        self._sockets = sockets
        self._inherited = _counters(pid)[0]

    def used(self, limit_bytes: int) -> int:
        """Bytes held by the whole tree; exact where they may be beyond `limit_bytes`. 0 where the tree has gone."""
        pids = _tree(self._pid)
        counted = queued = _queued(self._pid) if self._sockets else 0
        for pid in pids:
            anonymous, shared = _counters(pid)
            counted += max(0, anonymous - self._inherited) + shared
        if counted + self._inherited * len(pids) <= limit_bytes or not os.access(f"/proc/{self._pid}/maps", os.R_OK):
            return counted
        return queued + sum(_walked(pid) for pid in pids)

    def cpu_s(self) -> float:
        """Seconds that the processes alive have computed so far; in hundredths."""
        return sum(_computed(pid) for pid in _tree(self._pid)) / _TICKS


def _computed(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as handle:
            user, system = handle.read().rpartition(b")")[2].split()[11:13]
    except (OSError, ValueError):
        return 0
    return int(user) + int(system)


def tree_memory_bytes(pid: int) -> int:
    """Bytes of `pid` and all its descendants, by walking their page tables; 0 where it has gone."""
    return sum(_walked(one) for one in _tree(pid))


def _tree(pid: int) -> list[int]:
    found: list[int] = []
    waiting = [pid]
    while waiting and len(found) < _MOST_PROCESSES:
        one = waiting.pop()
        found.append(one)
        waiting += _children(one)
    return found


def _counters(pid: int) -> tuple[int, int]:
    """(anonymous bytes, shared memory bytes) that are resident, from the kernel's running counters."""
    anonymous = shared = 0
    try:
        with open(f"/proc/{pid}/status", "rb") as handle:
            for line in handle:
                if line.startswith(b"RssAnon:"):
                    anonymous = int(line.split()[1]) * 1024
                elif line.startswith(b"RssShmem:"):
                    shared = int(line.split()[1]) * 1024
    except OSError:
        return 0, 0
    return anonymous, shared


def _walked(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as handle:
            lines = handle.read().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(_WALKED))


def _children(pid: int) -> list[int]:
    """Children of all its threads: the kernel lists a child with the thread that forked it."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []  # it has ended; what it had started is found below pid 1 of its namespace at the next look
    found: list[int] = []
    for thread in threads:
        with contextlib.suppress(OSError, ValueError), open(f"/proc/{pid}/task/{thread}/children", "rb") as handle:
            found += [int(word) for word in handle.read().split()]
    return found


def _queued(pid: int) -> int:
    """What the UNIX sockets of its network namespace can hold in their queues: memory that no process maps."""
    try:
        with open(f"/proc/{pid}/net/protocols", "rb") as handle:
            sockets = sum(int(line.split()[2]) for line in handle if line.startswith(b"UNIX"))
    except (OSError, ValueError, IndexError):
        return 0
    return max(0, sockets - _FEW_SOCKETS) * _SOCKET_BYTES
