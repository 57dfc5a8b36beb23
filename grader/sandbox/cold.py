"""The jail, level `cold`: a bubblewrap and a fresh interpreter for every submission, for those who distrust fork.

Nothing is shared between two submissions but the kernel and read-only files; each costs the seconds of importing torch.
The boundary is that of level `ns`, drawn by bubblewrap itself: no namespace is made within another one.
"""

import array
import contextlib
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from grader.data import given_folder, hidden_paths, missing_advice, prepared_or_make
from grader.errors import GraderFault, JailLost
from grader.model import Limits, Submission
from grader.sandbox import Plan, Watch, mounts
from grader.sandbox.ahead import Ahead
from grader.sandbox.bubblewrap import PRELOADS, command, find_bwrap, refusal
from grader.sandbox.devices import CPU, Device
from grader.sandbox.session import JailSession, NotLockedDown, Pipes

_START_S = 120.0
_END_S = 10.0
_SIGNALLED = 128
"""bubblewrap ends with this number and the signal's where its child was ended by one."""


class ColdJail(Ahead["_ColdPipes"]):
    """Starts the first submission's process at once, in the background. See Jail for the arguments.

    One that is `lasting` starts the next process as soon as one is taken: while a submission is graded, the next one's
    interpreter imports what it needs.
    """

    level = "cold"
    restarts = 0
    """There is no template that could be lost."""

    def __init__(
        self,
        *,
        preload: Collection[str] = PRELOADS,
        lasting: bool = True,
        hidden: Sequence[Path] = (),
        beside: Sequence[Path] = (),
        device: Device = CPU,
    ) -> None:
        self.device = device
        self._preload = tuple(name for name in PRELOADS if name in preload)
        self._lasting = lasting
        self._hidden = tuple(hidden)
        self._beside = tuple(beside)
        self._bwrap = find_bwrap()
        self._next = self._start()

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> JailSession:
        """Takes the process that waits, or starts one, and loads the submission in it. See Sandbox.open."""
        for last in (False, True):
            shown = self._shown(plan.pictures)
            self.wait_ready()
            pipes, self._next = self._next, None
            assert pipes is not None
            if self._lasting:
                self._next = self._start()
            try:
                gpu = self.device.gpu is not None
                return JailSession(pipes, submission, plan, limits, gpu=gpu, pictures=shown, watch=watch)
            except (NotLockedDown, JailLost) as error:
                if last:
                    raise GraderFault(f"A process of the jail failed twice: {error}") from None
        raise AssertionError("unreachable")

    def data_folder(self, name: str, count: int | None = None) -> str:
        """Where students' code finds training pictures; how many there are is the plan's affair. See Sandbox."""
        if prepared_or_make(name) is None:
            raise GraderFault(missing_advice(name))
        return f"{mounts.DATA}/{name}"

    def _shown(self, pictures: Mapping[str, int | None] | None) -> list[tuple[str, str]] | None:
        """See Jail: what has been prepared since the process started needs a new one."""
        if pictures is None:
            return None
        here = [(name, prepared_or_make(name), count) for name, count in pictures.items()]
        folders = [(name, given_folder(prepared, count)) for name, prepared, count in here if prepared is not None]
        if self._next is not None and any(mounts.seen_at(self._next.sees, folder) is None for _, folder in folders):
            self.close()
        self.wait_ready()
        assert self._next is not None
        found = [(name, mounts.seen_at(self._next.sees, folder)) for name, folder in folders]
        return [(name, place) for name, place in found if place is not None]

    def _start(self) -> "_ColdPipes":
        binds = mounts.data_binds()
        data, data_theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        status, status_theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        output, output_theirs = os.pipe()
        theirs = [data_theirs.fileno(), output_theirs, status_theirs.fileno()]
        try:
            process = subprocess.Popen(
                command(
                    self._bwrap,
                    "cold",
                    preload=self._preload,
                    lasting=False,
                    hidden=(*self._hidden, *hidden_paths()),
                    beside=self._beside,
                    data=binds,
                    descriptors=theirs,
                    device=self.device,
                ),
                stdin=subprocess.DEVNULL,
                stdout=output_theirs,
                stderr=output_theirs,
                pass_fds=theirs,
                env={},
                cwd="/",
                process_group=0,
            )
        except BaseException as error:
            Pipes(data=data, output=output, status=status, pidfd=-1).close()
            if isinstance(error, OSError):
                raise GraderFault(f"The jail could not be started: {error}") from None
            raise
        finally:
            data_theirs.close()
            status_theirs.close()
            os.close(output_theirs)
        return _ColdPipes(data, output, status, process, binds)


class _ColdPipes(Pipes):
    """What connects us with one process in a bubblewrap of its own."""

    def __init__(
        self,
        data: socket.socket,
        output: int,
        status: socket.socket,
        process: "subprocess.Popen[bytes]",
        sees: Sequence[mounts.Bind],
    ) -> None:
        super().__init__(data, output, status, pidfd=-1)
        self._process = process
        self.sees = sees
        """The training pictures that are bound, and where it sees them."""

    def wait_ready(self) -> None:
        """Blocks until it has imported all and has sent its pidfd; it has not seen a byte of a submission then."""
        if self.pidfd >= 0:
            return
        until = time.monotonic() + _START_S
        said = b""
        poll = select.poll()
        poll.register(self.status, select.POLLIN)
        poll.register(self.output, select.POLLIN)
        while time.monotonic() < until:
            events = dict(poll.poll(1000 * max(0.0, until - time.monotonic())))
            if self.output in events:
                said += os.read(self.output, 4096)  # warnings of an import, or why it does not start
                if not events[self.output] & select.POLLIN:
                    poll.unregister(self.output)
            if self.status.fileno() in events:
                self._take_pidfd(said)
                return
        raise GraderFault(f"The jail did not become ready within {_START_S:.0f} s; is the machine overloaded?")

    def _take_pidfd(self, said: bytes) -> None:
        message, ancillary, _, _ = self.status.recvmsg(4096, socket.CMSG_LEN(4))
        for level, kind, payload in ancillary:
            if message and level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self.pidfd = int(array.array("i", payload[:4])[0])
                return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        os.set_blocking(self.output, False)
        with contextlib.suppress(BlockingIOError):
            said += os.read(self.output, 1 << 16)
        raise refusal(said[-2000:].decode("utf-8", "replace"))

    def exit_code(self) -> int | None:
        """As bubblewrap hands it on; None where bubblewrap itself was ended by a signal, which nobody in it can do."""
        try:
            code = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            return None
        if code < 0:
            return None
        return _SIGNALLED - code if code > _SIGNALLED else code

    def close(self) -> None:
        """Ends bubblewrap with all that is in it."""
        with contextlib.suppress(ProcessLookupError):
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        super().close()
