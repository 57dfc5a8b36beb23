"""How much memory a submission's processes hold together, read from outside.

Counts private pages and each process's share of shared memory. Pages that are still the template's cost nothing.
Files that nobody maps are not seen here: the jail's tmpfs are capped by size, memfd_create is refused.
"""

_MOST_PROCESSES = 512
_COUNTED = (b"Private_Clean:", b"Private_Dirty:", b"Pss_Shmem:")


def tree_memory_bytes(pid: int) -> int:
    """Bytes of `pid` and all its descendants; 0 where it has gone."""
    total, waiting, seen = 0, [pid], 0
    while waiting and seen < _MOST_PROCESSES:
        one = waiting.pop()
        seen += 1
        total += _own_bytes(one)
        waiting += _children(one)
    return total


def _own_bytes(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as handle:
            lines = handle.read().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(_COUNTED))


def _children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", "rb") as handle:
            return [int(word) for word in handle.read().split()]
    except (OSError, ValueError):
        return []
