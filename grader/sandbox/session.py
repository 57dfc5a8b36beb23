"""One submission in the jail, seen from outside: sends a frame, waits for a frame, and watches time, memory, output.

Everything that is measured here is measured outside; everything that is read here is hostile.
"""

import contextlib
import json
import os
import re
import select
import signal
import socket
import time
from collections.abc import Sequence
from typing import Any

from grader.authoring.call import Call
from grader.errors import GraderFault, JailLost
from grader.model import Ended, Limits, Opened, Returned, StudentError, Submission
from grader.sandbox import Plan, Watch, wire
from grader.sandbox.cgroup import Group, Joining, find_groups
from grader.sandbox.dialogue import KEPT_OUTPUT, TAIL, WATCH_S, Dialogue
from grader.sandbox.watch import MemoryWatch

_LOCKDOWN_S = 20.0
_END_S = 10.0
_HARDLY_S = 0.02
_DYING_S = 2.0

_OF_THE_LEVEL = ("ProcessRefused", "PermissionError")
_LEVEL_SAID = re.compile("at this isolation level|Permission denied")
"""The second is for libraries, torch.save among them, that make an error of their own of a refused path."""


def hard_limit(limits: Limits) -> int:
    """What the kernel lets a submission hold: behind the watch, which knows a submission's own memory better, with room
    for files and queues."""
    return limits.memory_bytes + 2 * limits.disk_bytes


class NotLockedDown(GraderFault):
    """A child died or hung before a byte of the student was in it; trying again is safe."""


class EndedFromOutside(GraderFault):
    """Something ended the submission that was not its doing: the machine had no memory left, or somebody killed it."""


class Pipes:
    """The outside's ends of everything that connects it with one child."""

    def __init__(self, data: socket.socket, output: int, status: socket.socket, pidfd: int) -> None:
        self.data = data
        self.output = output
        self.status = status
        self.pidfd = pidfd
        self.joining: Joining | None = None
        """The group that limits the child, where it is being put into one already."""
        self.cpu_s: float | None = None
        """What the child and those it waited for have computed, once its exit code is known; None where nobody said."""

    def join_group(self, limit_bytes: int) -> None:
        """Has the child put into a group of its own, where this machine has groups: in the background."""
        groups, pid = find_groups(), _host_pid(self.pidfd)
        if groups and pid and self.joining is None:
            self.joining = groups.join(pid, limit_bytes)

    def exit_code(self) -> int | None:
        """How the child has ended, as its monitor saw it; None where nobody said so."""
        self.status.settimeout(_END_S)
        with contextlib.suppress(OSError, ValueError, KeyError):
            report = json.loads(self.status.recv(4096))
            self.cpu_s = float(report["cpu_s"])
            return int(report["exit"])
        return None

    def close(self) -> None:
        """Closes all of them, once."""
        self.data.close()
        self.status.close()
        for name in ("output", "pidfd"):
            descriptor = getattr(self, name)
            if descriptor >= 0:
                os.close(descriptor)
            setattr(self, name, -1)


class JailSession(Dialogue):
    """See grader.sandbox.Session. Made by Jail.open."""

    def __init__(
        self,
        pipes: Pipes,
        submission: Submission,
        plan: Plan,
        limits: Limits,
        *,
        gpu: bool = False,
        flat: bool = False,
        pictures: Sequence[tuple[str, str]] | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(plan, limits)
        self._flat = flat
        self._given = {"gpu": gpu, "pictures": pictures}
        self._pipes = pipes
        self._written = 0
        self._last_watch = 0.0
        pid = _host_pid(pipes.pidfd)
        self._watch = MemoryWatch(pid, sockets=not flat)
        pipes.join_group(hard_limit(limits))
        pipes.data.setblocking(False)
        os.set_blocking(pipes.output, False)
        try:
            self.opened = self._open(submission, watch)
            self._computed_s = self._watch.cpu_s()
        except BaseException:
            self.close()
            raise

    def call(
        self, call: Call, seed: int, trace: bool = False, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        """See grader.sandbox.Session.call."""
        returned = super().call(call, seed, trace, seconds, watch)
        if returned.ended in ("ok", "raised", "missing"):
            returned = returned.model_copy(update={"cpu_s": self._computed(returned.wall_s)})
        if not self._flat:
            return returned
        missed = self.opened.errors if returned.ended == "missing" else ()
        refused = [error for error in (returned.error, *missed) if error is not None and _of_the_level(error)]
        if refused:
            # right code must not be wrong because of the level: a person grades it at another one
            raise GraderFault(
                f"Isolation level `flat` refused what the code does ({refused[0].type}: {refused[0].message}). "
                "It starts no processes and writes only into the working folder. Grade it with --isolation cold or ns."
            )
        return returned

    def close(self) -> None:
        """Kills the child and with it its whole pid namespace; waits until it is gone."""
        if self._pipes.pidfd < 0:
            return
        self._kill()
        _wait_readable(self._pipes.pidfd, _END_S)
        self._read_exit()
        if self._flat:  # its monitor removes its folder, and then ends
            with contextlib.suppress(OSError):
                self._pipes.status.recv(1)
        self._pipes.close()
        group = self._joined()
        if group is not None:
            group.close()
        if self._dead is None:
            self._dead = "crashed"

    def __enter__(self) -> "JailSession":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _open(self, submission: Submission, watch: Watch | None) -> Opened:
        header = {"kind": "limits", "limits": self._told_limits(), **self._given, "tensors": []}
        try:
            locked = self._ask(header, [], _LOCKDOWN_S, "locked", _nothing)
        except EndedFromOutside as error:
            raise NotLockedDown(str(error)) from None
        if locked is not None:
            # nothing of the student has run yet: whatever went wrong is ours
            said = bytes(self.output).decode("utf-8", "replace").strip()[-500:]
            raise NotLockedDown(f"A child of the jail could not be locked down: {said or locked}")
        self._joined()  # before a byte of the student's is sent
        self.output.clear()
        return self._load(submission, watch)

    def _exchange(self, payload: bytes, deadline: float) -> "wire.WireFrame | Ended":
        pipes = self._pipes
        reader = wire.FrameReader(self._limits.result_bytes)
        pending = memoryview(payload)
        poll = select.poll()
        poll.register(pipes.pidfd, select.POLLIN)
        if not self._output_closed:
            poll.register(pipes.output, select.POLLIN)
        poll.register(pipes.data, select.POLLIN | select.POLLOUT)
        start = time.monotonic()
        if self._watching is not None:
            self._watching(0.0, bytes(self._tail))
        while True:
            now = time.monotonic()
            if now >= deadline:
                return "timeout"
            if self._watching is not None and now - self._last_watch >= WATCH_S:
                self._watching(now - start, bytes(self._tail))
            if now - self._last_watch >= WATCH_S:
                self._last_watch = now
                if self._memory() > self._limits.memory_bytes or self._exceeded:
                    return "memory"
            events = dict(poll.poll(1000 * min(WATCH_S, deadline - now)))
            if pipes.output in events and not self._drain():
                return "output"
            if self._output_closed and pipes.output in events:
                poll.unregister(pipes.output)
            what = events.get(pipes.data.fileno(), 0)
            if what & select.POLLOUT and pending:
                with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                    pending = pending[pipes.data.send(pending[: 1 << 18]) :]
                if not pending:
                    poll.modify(pipes.data, select.POLLIN)
            if what & select.POLLIN:
                frame = self._read(reader)
                if frame is not None:
                    return frame
            elif what & (select.POLLHUP | select.POLLERR) or pipes.pidfd in events:
                return self._post_mortem()

    _output_closed = False
    _computed_s = 0.0

    def _computed(self, wall_s: float) -> float:
        """What a call has computed; one that took no longer than the kernel's clock can tell is not looked up."""
        before = self._computed_s
        self._computed_s = before + wall_s if wall_s < _HARDLY_S else max(before, self._watch.cpu_s())
        return self._computed_s - before

    def _read(self, reader: wire.FrameReader) -> "wire.WireFrame | Ended | None":
        try:
            data = self._pipes.data.recv(reader.wanted)
        except BlockingIOError:
            return None
        except ConnectionResetError:
            return self._post_mortem()
        return reader.feed(data) if data else self._post_mortem()

    def _drain(self) -> bool:
        """Reads what stdout and stderr hold; False once it is more than the limit."""
        try:
            data = os.read(self._pipes.output, 1 << 16)
        except BlockingIOError:
            return True
        self._output_closed = not data
        self._written += len(data)
        self.output += data[: max(0, KEPT_OUTPUT - len(self.output))]
        self._tail = (self._tail + data)[-TAIL:]
        return self._written <= self._limits.output_bytes

    @property
    def _exceeded(self) -> bool:
        group = self._joined()
        if group is not None and group.starved:
            self._kill()
            raise EndedFromOutside(
                "The machine had no memory left, and the kernel ended the submission, which had not used up its own. "
                "Use fewer --jobs, or a machine with more memory."
            )
        return group is not None and group.exceeded

    def _joined(self) -> Group | None:
        """The group of this submission, once it is in it; None where there are no groups here."""
        return self._pipes.joining.wait() if self._pipes.joining is not None else None

    def _memory(self) -> int:
        used = self._watch.used(self._limits.memory_bytes)
        self.peak_memory_bytes = max(self.peak_memory_bytes, used)
        return used

    def _post_mortem(self) -> Ended:
        """Why the child ended, from its exit status as its monitor saw it."""
        ended = self._ends()
        self._kill()
        _wait_readable(self._pipes.pidfd, _END_S)
        while self._drain() and not self._output_closed and _wait_readable(self._pipes.output, 0):
            pass
        code = self._read_exit()
        if code is None:  # the monitor, which no student's code can reach, is gone without a word
            raise JailLost("The jail's template process ended while a submission ran in it.")
        killed, cpu_s = code == -signal.SIGKILL, self._pipes.cpu_s
        if killed and cpu_s is not None and cpu_s >= self._told_limits()["cpu_s"]:
            return "timeout"  # several threads have used more time of processors than it may take by the clock
        if self._exceeded:
            return "memory"
        if ended and killed and cpu_s is not None and not self._flat:
            # the first process of a namespace cannot do this to itself, nor can any other process in there
            raise EndedFromOutside(
                "The submission was killed from outside of the jail: by somebody, or by the system for want of memory. "
                "Use fewer --jobs where that is short."
            )
        return "crashed"

    def _ends(self) -> bool:
        """Whether it ends by itself: it may also have closed the channel and live on, and take what memory it can."""
        until = time.monotonic() + _DYING_S
        while not _wait_readable(self._pipes.pidfd, WATCH_S):
            if time.monotonic() >= until or self._memory() > self._limits.memory_bytes:
                return False
        return True

    _exit: int | None = None

    def _read_exit(self) -> int | None:
        if self._exit is None:
            self._exit = self._pipes.exit_code()
        return self._exit

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pipes.pidfd, signal.SIGKILL)


def _of_the_level(error: StudentError) -> bool:
    """Whether code may have failed for what level `flat` refuses; its own word is enough, as it then gets no points."""
    return error.type in _OF_THE_LEVEL or bool(_LEVEL_SAID.search(error.message))


def _nothing(frame: wire.WireFrame) -> None:
    return None


def _wait_readable(descriptor: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _host_pid(pidfd: int) -> int:
    """The child's pid as this process sees it; 0 once it is gone."""
    with open(f"/proc/self/fdinfo/{pidfd}") as handle:
        for line in handle:
            if line.startswith("Pid:"):
                return max(0, int(line.split()[1]))
    return 0
