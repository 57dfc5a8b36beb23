"""The mother of the workers, started before anything else is imported: she needs seconds, whatever is asked of her."""

import atexit
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_MOTHER = (  # never `-m`: the current folder may hold submissions, and one called torch.py would be imported
    "import sys; home = sys.argv.pop(1); home in sys.path or sys.path.insert(0, home); "
    "from grader.batch.mother import main; main()"
)
_EARLY: "list[Mother]" = []


class Mother(NamedTuple):
    """The process, and the socket over which she is asked for workers."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def end(self) -> None:
        """Ends her at once; her workers end when their lines close."""
        self.control.close()
        self.process.kill()
        self.process.wait()


def begin() -> None:
    """Starts one that `taken` gives away; where nobody takes her, she ends with this process."""
    _EARLY.append(start())
    atexit.register(_end_unneeded)


def taken() -> Mother:
    """The one that was started early, else a new one."""
    return _EARLY.pop() if _EARLY else start()


def _end_unneeded() -> None:
    while _EARLY:
        _EARLY.pop().end()


def start() -> Mother:
    """Starts one in the background: she says `ready` when everything is imported."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _MOTHER, str(Path(__file__).resolve().parents[2]), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
            process_group=0,
        )
    return Mother(process, ours)
