"""The mother of the workers and the jail, started before the rest is imported: they need seconds, whatever is asked.

Whoever needs them takes them; where nobody does, they end with this process.
"""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from grader.sandbox.choose import Chosen

_MOTHER = (  # never `-m`: the current folder may hold submissions, and one called torch.py would be imported
    "import sys; home = sys.argv.pop(1); home in sys.path or sys.path.insert(0, home); "
    "from grader.batch.mother import main; main()"
)
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_TUNED = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""A third fewer page faults; whoever has set it already is let be."""
_EARLY: "list[Mother]" = []
_JAILS: "list[tuple[Walls, Chosen]]" = []


class Mother(NamedTuple):
    """The process, and the socket over which she is asked for workers."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def end(self) -> None:
        """Ends her at once; her workers end when their lines close."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class Walls(NamedTuple):
    """Which jail it is: two of the same are one as good as the other."""

    isolation: str | None
    accept_no_sandbox: bool
    hidden: tuple[str, ...]
    beside: tuple[str, ...]


def beside_of(roots: Sequence[Path], folder: Path, out: Path, roster: Path | None) -> list[Path]:
    """What the jails of a class need not show: checkouts, the submissions, the results, the roster."""
    places = [*(root.resolve().parent for root in roots), folder, out]
    return [*places, *([roster] if roster else [])]


def begin() -> None:
    """Starts a mother that `taken` gives away."""
    _EARLY.append(start())
    atexit.register(_end_unneeded)


def begin_jail(walls: Walls) -> None:
    """Starts a jail that `jail` gives away; where it cannot be started, whoever asks for it is told."""
    from grader.errors import GraderError

    with contextlib.suppress(GraderError, OSError):
        if not _unmade(walls):
            _JAILS.append((walls, _opened(walls, None)))


def _unmade(walls: Walls) -> bool:
    """Whether a folder that is not there yet (the results) will lie in what the jail sees: nothing covers it now."""
    from grader.sandbox import mounts

    absent = [place for name in (*walls.hidden, *walls.beside) if not (place := Path(name).resolve()).exists()]
    return any(mounts.seen_at(mounts.read_only_binds(), place) is not None for place in absent)


def jail(walls: Walls, preload: Sequence[str]) -> "Chosen":
    """The one that was started early, where it has these walls, else a new one. Raises GraderError."""
    while _JAILS:
        early, chosen = _JAILS.pop()
        if early == walls:
            chosen.tell(preload)
            return chosen
        chosen.close()
    return _opened(walls, preload)


def _opened(walls: Walls, preload: Sequence[str] | None) -> "Chosen":
    from grader.sandbox.choose import open_sandbox

    return open_sandbox(
        walls.isolation,
        accept_no_sandbox=walls.accept_no_sandbox,
        preload=preload,
        hidden=[Path(place) for place in walls.hidden],
        beside=[Path(place) for place in walls.beside],
    )


def taken() -> Mother:
    """The one that was started early, else a new one."""
    return _EARLY.pop() if _EARLY else start()


def _end_unneeded() -> None:
    while _EARLY:
        _EARLY.pop().end()
    while _JAILS:
        _JAILS.pop()[1].close()


def start() -> Mother:
    """Starts one in the background: she says `ready` when everything is imported."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _MOTHER, str(Path(__file__).resolve().parents[2]), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**_TUNED, **os.environ, **_ENVIRONMENT},
            process_group=0,
        )
    return Mother(process, ours)
