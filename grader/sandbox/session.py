"""One submission in the jail, seen from outside: sends a frame, waits for a frame, and watches time, memory, output.

Everything that is measured here is measured outside; everything that is read here is hostile.
"""

import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from grader.authoring.call import Call
from grader.errors import GraderFault, JailLost, WireError
from grader.model import Ended, Limits, Opened, Returned, Submission
from grader.sandbox import Plan, Watch, wire
from grader.sandbox.cgroup import find_groups
from grader.sandbox.watch import MemoryWatch

Read = TypeVar("Read")
_WATCH_S = 0.05
_KEPT_OUTPUT = 64 << 10
_TAIL = 2000
"""So many of the last bytes of the output are shown while one waits."""
_LOCKDOWN_S = 20.0
_END_S = 10.0


class NotLockedDown(GraderFault):
    """A child died or hung before a byte of the student was in it; trying again is safe."""


class Pipes:
    """The outside's ends of everything that connects it with one child."""

    def __init__(self, data: socket.socket, output: int, status: socket.socket, pidfd: int) -> None:
        self.data = data
        self.output = output
        self.status = status
        self.pidfd = pidfd

    def close(self) -> None:
        """Closes all of them, once."""
        self.data.close()
        self.status.close()
        for name in ("output", "pidfd"):
            descriptor = getattr(self, name)
            if descriptor >= 0:
                os.close(descriptor)
            setattr(self, name, -1)


class JailSession:
    """See grader.sandbox.Session. Made by Jail.open."""

    def __init__(
        self,
        pipes: Pipes,
        submission: Submission,
        plan: Plan,
        limits: Limits,
        *,
        gpu: bool = False,
        pictures: Sequence[tuple[str, str]] | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._given = {"gpu": gpu, "pictures": pictures}
        self._pipes = pipes
        self._plan = plan
        self._limits = limits
        self._deadline = time.monotonic() + limits.total_s
        self._dead: Ended | None = None
        self._next_id = int.from_bytes(os.urandom(6), "big")
        self._written = 0
        self._last_watch = 0.0
        pid = _host_pid(pipes.pidfd)
        self._watch = MemoryWatch(pid)
        groups = find_groups()
        # behind the watch, which knows a submission's own memory better: files and queues get room of their own
        hard_limit = limits.memory_bytes + 2 * limits.disk_bytes
        self._group = groups.new(pid, hard_limit) if groups and pid else None
        self.output = bytearray()
        """The first bytes of stdout and stderr. Never part of a report: hidden inputs can be printed."""
        self._tail = b""
        self.peak_memory_bytes = 0
        self.cpu_s = 0.0
        pipes.data.setblocking(False)
        os.set_blocking(pipes.output, False)
        try:
            self.opened = self._open(submission, watch)
        except BaseException:
            self.close()
            raise

    def call(
        self, call: Call, seed: int, trace: bool = False, seconds: float | None = None, watch: Watch | None = None
    ) -> Returned:
        """See grader.sandbox.Session.call."""
        if self._dead is not None:
            return Returned(ended=self._dead)
        tensors: list[list[Any]] = []
        blobs: list[bytes] = []
        header = {
            "kind": "call",
            "entry": call.entry or self._plan.entry,
            "driver": call.driver,
            "parameters": list(self._plan.parameters_of(call)),
            "args": [wire.encode_value(value, tensors, blobs) for value in call.args],
            "kwargs": [[key, wire.encode_value(value, tensors, blobs)] for key, value in call.kwargs.items()],
            "wrt": list(call.wrt),
            "cotangent": wire.encode_value(call.cotangent, tensors, blobs),
            "seed": seed,
            "trace": trace,
            "tensors": tensors,
        }
        start = time.monotonic()
        self._watching = watch
        returned = self._ask(header, blobs, seconds or self._limits.call_s, "returned", wire.read_returned)
        self._watching = None
        wall = time.monotonic() - start
        if not isinstance(returned, Returned):
            return Returned(ended=returned, wall_s=wall, memory_bytes=self.peak_memory_bytes)
        before, self._computed_s = self._computed_s, self._watch.cpu_s()
        spent = max(0.0, self._computed_s - before)
        return returned.model_copy(update={"wall_s": wall, "cpu_s": spent, "memory_bytes": self.peak_memory_bytes})

    def close(self) -> None:
        """Kills the child and with it its whole pid namespace; waits until it is gone."""
        if self._pipes.pidfd < 0:
            return
        self._kill()
        _wait_readable(self._pipes.pidfd, _END_S)
        self._read_usage()
        self._pipes.close()
        if self._group is not None:
            self._group.close()
        if self._dead is None:
            self._dead = "crashed"

    def __enter__(self) -> "JailSession":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _open(self, submission: Submission, watch: Watch | None) -> Opened:
        limits = self._limits.model_dump()
        limits["cpu_s"] = int(self._limits.total_s) + 1
        locked = self._ask(
            {"kind": "limits", "limits": limits, **self._given, "tensors": []}, [], _LOCKDOWN_S, "locked", _nothing
        )
        if locked is not None:
            # nothing of the student has run yet: whatever went wrong is ours
            said = bytes(self.output).decode("utf-8", "replace").strip()[-500:]
            raise NotLockedDown(f"A child of the jail could not be locked down: {said or locked}")
        self.output.clear()
        header, blobs = _opening(submission, self._plan, limits)
        start = time.monotonic()
        self._watching = watch
        opened = self._ask(header, blobs, self._limits.setup_s, "opened", wire.read_opened)
        self._watching = None
        wall = time.monotonic() - start
        if not isinstance(opened, Opened):
            return Opened(ended=opened, wall_s=wall)
        return opened.model_copy(update={"wall_s": wall})

    def _ask(
        self,
        header: dict[str, Any],
        blobs: list[bytes],
        seconds: float,
        kind: str,
        read: Callable[[wire.WireFrame], Read],
    ) -> "Read | Ended":
        """Sends a frame and reads the answer to it; an Ended where none came, after which the session is dead."""
        self._next_id += 1
        payload = wire.pack({**header, "id": self._next_id}, blobs)
        # locking down is our own work: what is left of the student's time does not cut it short
        deadline = time.monotonic() + seconds
        deadline = deadline if kind == "locked" else min(deadline, self._deadline)
        ended: Ended
        try:
            frame = self._exchange(payload, deadline)
            if isinstance(frame, wire.WireFrame):
                if frame.header.get("kind") != kind or frame.header.get("id") != self._next_id:
                    raise WireError("an answer to something else")
                return read(_without_id(frame))
            ended = frame
        except WireError:
            ended = "crashed"
        self._dead = ended
        self._kill()
        return ended

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
            if self._watching is not None and now - self._last_watch >= _WATCH_S:
                self._watching(now - start, bytes(self._tail))
            if now - self._last_watch >= _WATCH_S:
                self._last_watch = now
                if self._memory() > self._limits.memory_bytes or self._exceeded:
                    return "memory"
            events = dict(poll.poll(1000 * min(_WATCH_S, deadline - now)))
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
    _watching: Watch | None = None

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
        self.output += data[: max(0, _KEPT_OUTPUT - len(self.output))]
        self._tail = (self._tail + data)[-_TAIL:]
        return self._written <= self._limits.output_bytes

    @property
    def _exceeded(self) -> bool:
        return self._group is not None and self._group.exceeded

    def _memory(self) -> int:
        used = self._watch.used(self._limits.memory_bytes)
        self.peak_memory_bytes = max(self.peak_memory_bytes, used)
        return used

    def _post_mortem(self) -> Ended:
        """Why the child ended, from its exit status as its monitor saw it."""
        self._kill()
        _wait_readable(self._pipes.pidfd, _END_S)
        while self._drain() and not self._output_closed and _wait_readable(self._pipes.output, 0):
            pass
        code = self._read_usage()
        if code is None:  # the monitor, which no student's code can reach, is gone without a word
            raise JailLost("The jail's template process ended while a submission ran in it.")
        if code == -signal.SIGXCPU:
            return "timeout"
        return "memory" if self._exceeded else "crashed"

    _exit: int | None = None

    def _read_usage(self) -> int | None:
        if self._exit is None:
            self._pipes.status.settimeout(_END_S)
            with contextlib.suppress(OSError, ValueError, KeyError):
                report = json.loads(self._pipes.status.recv(4096))
                self._exit = int(report["exit"])
                self.cpu_s = float(report["cpu_s"])
        return self._exit

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pipes.pidfd, signal.SIGKILL)


def _opening(submission: Submission, plan: Plan, limits: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The frame that carries the submission in."""
    files: list[list[Any]] = []
    blobs: list[bytes] = []
    for unit in submission.units:
        if unit.cell is None:
            files.append([unit.name, len(blobs)])
            blobs.append(unit.code.encode("utf-8", "replace"))
    for path, content in submission.data.items():
        files.append([path, len(blobs)])
        blobs.append(content)
    notebook = None
    units = [{"name": unit.name, "code": unit.code if unit.cell else ""} for unit in submission.units]
    if submission.notebook is not None:
        notebook = len(blobs)
        blobs.append(submission.notebook.encode("utf-8", "replace"))
    else:
        units = [{"name": name, "code": ""} for name in plan.load]
    header = {
        "kind": "open",
        "form": "notebook" if submission.notebook is not None else "module",
        "entries": list(plan.entries),
        "drive": [source for source in (plan.drive, plan.fit) if source],
        "units": units,
        "files": files,
        "notebook": notebook,
        "restore": [{"unit": unit, "code": code} for unit, code in plan.restore],
        "seed": plan.seed,
        "limits": limits,
        "tensors": [["uint8", [len(blob)]] for blob in blobs],
    }
    return header, blobs


def _nothing(frame: wire.WireFrame) -> None:
    return None


def _without_id(frame: wire.WireFrame) -> wire.WireFrame:
    return wire.WireFrame({k: v for k, v in frame.header.items() if k not in ("id", "kind")}, frame.tensors, frame.body)


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
