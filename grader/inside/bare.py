"""One submission in a process without any jail: for one's own code only. Runs wherever Python and torch do.

Frames come in by the standard input and go out by the standard output, which the student's code then no longer has:
what it prints goes to the standard error. Nothing of Linux is needed here.
"""

import os
import signal
import sys
import threading
import time

_DATA_IN, _DATA_OUT, _ERROR = 0, 1, 2


class PipeChannel:
    """See wire.Channel."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._writing = writing

    def sendall(self, data: bytes | memoryview, /) -> None:
        """Writes all of it."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._writing, view[: 1 << 16]) :]

    def recv_into(self, buffer: memoryview, /) -> int:
        """Reads some; 0 where the outside has closed."""
        data = os.read(self._reading, min(len(buffer), 1 << 16))
        buffer[: len(data)] = data
        return len(data)


def _end_with_parent(parent: int) -> None:
    """A grader that is killed leaves nothing that runs on: the kernel ends us where it can, else a thread of ours."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


def run(folder: str) -> None:
    """The whole life of the process; `folder` is empty and belongs to this submission."""
    _end_with_parent(os.getppid())
    channel = PipeChannel(os.dup(_DATA_IN), os.dup(_DATA_OUT))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, _DATA_IN)
    os.dup2(_ERROR, _DATA_OUT)
    sys.stdout = os.fdopen(1, "w", buffering=8192, encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the grader, which ends us with it
    import torch

    from . import serve, told, wire

    torch.set_num_threads(1)
    told.move(os.path.join(folder, "student"))
    os.makedirs(told.WORK)
    os.chdir(told.WORK)
    wire.send(channel, {"kind": "ready", "id": 0, "tensors": []}, [])
    serve.submission(channel, forks=False)
