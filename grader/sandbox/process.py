"""Level `process`, which is no jail: a fresh interpreter with clocks and a kill, for checking one's own code.

It can read and write whatever its user can. What still holds: expected values and the reference are computed out here
and never sent, only frames come back, and they are read as if they came from a jail. Uses nothing that only Linux has.
"""

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from grader.data import given_folder, missing_advice, prepared_or_make
from grader.errors import GraderFault
from grader.model import Ended, Limits, Opened, Submission
from grader.sandbox import Plan, Watch, devices, wire
from grader.sandbox.ahead import Ahead
from grader.sandbox.devices import CPU, Device
from grader.sandbox.dialogue import KEPT_OUTPUT, TAIL, WATCH_S, Dialogue

_START_S = 120.0
_END_S = 10.0
_PIECE = 1 << 16
_INSIDE = Path(__file__).resolve().parent.parent / "inside"
_BOOT = """
import importlib.util, sys
folder, work = sys.argv[1:]
spec = importlib.util.spec_from_file_location(
    "_grader_inside", folder + "/__init__.py", submodule_search_locations=[folder]
)
sys.modules["_grader_inside"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from _grader_inside.bare import run
run(work)
"""
_FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TORCHDYNAMO_DISABLE": "1",
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
}


class ProcessSandbox(Ahead["_Process"]):
    """Starts the first submission's process at once, in the background."""

    level = "process"
    restarts = 0
    """There is no template that could be lost."""

    def __init__(self, *, device: Device = CPU) -> None:
        self.device = device
        self._next = self._start()

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> "ProcessSession":
        """Loads the submission in a process of its own. See Sandbox.open."""
        self.wait_ready()
        process, self._next = self._next, None
        assert process is not None
        return ProcessSession(process, submission, plan, limits, watch)

    def _start(self) -> "_Process":
        return _Process(self.device)

    def data_folder(self, name: str, count: int | None = None) -> str:
        """The pictures where they lie on this machine; nothing hides the others here, as nothing is hidden at all."""
        prepared = prepared_or_make(name)
        if prepared is None:
            raise GraderFault(missing_advice(name))
        return str(given_folder(prepared, count))


class _Process:
    """An interpreter, its folder, and two threads that read what it says: pipes cannot be waited for everywhere."""

    def __init__(self, device: Device) -> None:
        self._folder = tempfile.mkdtemp(prefix="grader-process-")
        named = {name: value for name, value in os.environ.items() if not name.upper().startswith(("GRADER", "PYTHON"))}
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR", "IPYTHONDIR"), self._folder)
        try:
            self._popen = subprocess.Popen(
                [sys.executable, "-B", "-c", _BOOT, str(_INSIDE), self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**named, **_FIXED, **temporary, **devices.environment(device)},
                cwd=self._folder,
                **_own_group(),
            )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise GraderFault(f"No process could be started: {error}") from None
        self.frames: queue.Queue[bytes] = queue.Queue(maxsize=16)
        """Pieces of what it sends; an empty one at the end."""
        self.output = bytearray()
        self.tail = b""
        self.written = 0
        self._closed = False
        self._ready = False
        self._threads = [threading.Thread(target=self._read_frames), threading.Thread(target=self._read_output)]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def wait_ready(self) -> None:
        """Blocks until it has imported torch."""
        if self._ready:
            return
        reader = wire.FrameReader(0)
        until = time.monotonic() + _START_S
        frame = None
        while frame is None:
            try:
                piece = self.frames.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise GraderFault(f"No process became ready within {_START_S:.0f} s.") from None
            if not piece:
                self.join()
                said = bytes(self.output).decode("utf-8", "replace").strip().splitlines()
                raise GraderFault(f"The interpreter did not start: {said[-1] if said else 'no message'}")
            frame = reader.feed(piece)
        self._ready = True
        self.output.clear()
        self.tail = b""

    def send(self, payload: bytes) -> None:
        """Writes to it, in a thread: it may never read."""
        thread = threading.Thread(target=self._write, args=(payload,), daemon=True)
        thread.start()

    def kill(self) -> None:
        """Ends it with all that it has started and that has stayed in its group."""
        if self._popen.poll() is not None and not hasattr(os, "killpg"):
            return
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)
        else:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(self._popen.pid)], capture_output=True, check=False)
        with contextlib.suppress(OSError):
            self._popen.kill()

    def join(self) -> None:
        """Waits until it has ended and all of its output has been read."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(_END_S)
        self._threads[1].join(_END_S)

    def close(self) -> None:
        """Ends it and removes its folder."""
        if self._closed:
            return
        self._closed = True
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(_END_S)
        while self._threads[0].is_alive():  # it may wait for room in the queue
            with contextlib.suppress(queue.Empty):
                self.frames.get(timeout=0.01)
            if not self._threads[0].is_alive() or self._popen.poll() is None:
                break
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            with contextlib.suppress(OSError):
                assert stream is not None
                stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, payload: bytes) -> None:
        assert self._popen.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            self._popen.stdin.write(payload)
            self._popen.stdin.flush()

    def _read_frames(self) -> None:
        assert self._popen.stdout is not None
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(self._popen.stdout.fileno(), _PIECE):
                self.frames.put(piece)
        self.frames.put(b"")

    def _read_output(self) -> None:
        assert self._popen.stderr is not None
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(self._popen.stderr.fileno(), _PIECE):
                self.written += len(piece)
                self.output += piece[: max(0, KEPT_OUTPUT - len(self.output))]
                self.tail = (self.tail + piece)[-TAIL:]


class ProcessSession(Dialogue):
    """See grader.sandbox.Session. Made by ProcessSandbox.open."""

    def __init__(
        self, process: _Process, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None
    ) -> None:
        super().__init__(plan, limits)
        self._process = process
        self._rest = b""
        try:
            self.opened: Opened = self._load(submission, watch)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends the process and those that it has started in its group."""
        self._process.close()
        if self._dead is None:
            self._dead = "crashed"

    def __enter__(self) -> "ProcessSession":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _exchange(self, payload: bytes, deadline: float) -> "wire.WireFrame | Ended":
        reader = wire.FrameReader(self._limits.result_bytes)
        self._process.send(payload)
        start = time.monotonic()
        if self._watching is not None:
            self._watching(0.0, self._process.tail)
        while True:
            now = time.monotonic()
            if now >= deadline:
                return "timeout"
            if self._process.written > self._limits.output_bytes:
                return "output"
            if self._watching is not None:
                self._watching(now - start, self._process.tail)
            if not self._rest:
                try:
                    self._rest = self._process.frames.get(timeout=min(WATCH_S, deadline - now))
                except queue.Empty:
                    continue
                if not self._rest:
                    self._process.frames.put(b"")
                    return "output" if self._process.written > self._limits.output_bytes else "crashed"
            wanted = reader.wanted
            piece, self._rest = self._rest[:wanted], self._rest[wanted:]
            frame = reader.feed(piece)
            if frame is not None:
                return frame

    def _kill(self) -> None:
        self._process.kill()


def _own_group() -> dict[str, Any]:
    """A process group of its own, so that it can be ended as a whole; nor does Ctrl-C reach it."""
    if os.name == "nt":
        return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return {"start_new_session": True}
