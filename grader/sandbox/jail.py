"""The jail: bubblewrap around one warm template, and around every submission what keeps it apart from the others.

At level `ns` that is namespaces within the jail's; at level `flat`, for machines that refuse those, Landlock and a
stricter filter of system calls (grader/inside/flat.py).

Trusts the kernel, bubblewrap and this interpreter; nothing that comes out of the jail.
"""

import array
import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from grader.data import given_folder, hidden_paths, missing_advice, prepared_or_make
from grader.errors import GraderFault, JailLost
from grader.model import Limits, Submission
from grader.sandbox import Plan, Watch, mounts
from grader.sandbox.bubblewrap import LATER, PRELOADS, command, explain_start, find_bwrap, refusal
from grader.sandbox.devices import CPU, Device
from grader.sandbox.session import JailSession, NotLockedDown, Pipes, hard_limit

_START_S = 120.0
_SPAWN_S = 20.0


class Jail:
    """Starts at once, in the background: whoever makes it early has it warm when the first submission is read.

    `preload` names what the template imports beside torch: all of PRELOADS for a cohort, less where one file is known
    not to need it (what is missing is then imported by the submission itself, slower); None where that is told later.
    A jail that is not `lasting` starts sooner and forks slower. `hidden` are folders and files that must not be seen
    from inside even if they lie below the interpreter's own folders: the task roots, the secret. `beside` are hidden
    too where the interpreter does not lie in them: the checkout, the folder of the submissions. Networks are trained
    on `device`.

    With `control`, the socket of another process's jail that is ready (`share`), submissions are forked from that one's
    template; where it is lost, JailLost is raised and whoever started it starts it again.
    """

    def __init__(
        self,
        *,
        preload: Collection[str] | None = PRELOADS,
        lasting: bool = True,
        hidden: Sequence[Path] = (),
        beside: Sequence[Path] = (),
        device: Device = CPU,
        control: socket.socket | None = None,
        level: Literal["ns", "flat"] = "ns",
    ) -> None:
        self.device = device
        self.level: Literal["ns", "flat"] = level
        self._preload = None if preload is None else _known(preload)
        self._lasting = lasting
        self._hidden = tuple(hidden)
        self._data: list[mounts.Bind] = []
        self._beside = tuple(beside)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._stderr: Any = None
        self._ready = False
        self._ahead: _Next | None = None
        self.restarts = 0
        """How often the template had to be started again."""
        self._shared = control is not None
        if control is None:
            self._start()
        else:
            self._data = mounts.data_binds()
            self._control, self._ready = control, True

    @property
    def alive(self) -> bool:
        """Whether the template that was started here still runs."""
        return self._process is not None and self._process.poll() is None

    def share(self) -> socket.socket:
        """The template's socket, for the jail of another process; waits until it is warm. Raises GraderFault."""
        self.wait_ready()
        assert self._control is not None
        return self._control

    def tell(self, preload: Collection[str]) -> None:
        """What to preload, where that was not known when this was made; what has been told before holds."""
        if self._preload is None:
            self._preload = _known(preload)
            if self._control is not None:
                with contextlib.suppress(OSError):  # it is gone: whoever waits for it sees that
                    self._control.send(",".join(self._preload).encode() or b",")

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> JailSession:
        """Forks a child of the template and loads the submission in it. See Sandbox.open."""
        for last in (False, True):
            waited = self._ahead is not None
            try:
                return self._opened(submission, plan, limits, watch)
            except (_TemplateLost, NotLockedDown, JailLost) as error:
                lost: Exception = error
            if waited:  # it may have been killed while it waited: that says nothing of the template
                self._drop_ahead()
                try:
                    return self._opened(submission, plan, limits, watch)
                except (_TemplateLost, NotLockedDown, JailLost) as error:
                    lost = error
            if self._shared:
                raise JailLost(f"The jail's template process is gone: {lost}") from None
            if last:
                raise GraderFault(f"The jail's template process failed twice: {lost}") from None
            self.restarts += 1
            self.close()
            self._start()
        raise AssertionError("unreachable")

    def _opened(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None) -> JailSession:
        pictures = self._all_pictures() if plan.pictures is None and self.level == "flat" else plan.pictures
        shown = None if pictures is None else self._shown(pictures)
        self._wait_ready()
        kind = {"gpu": self.device.gpu is not None, "flat": self.level == "flat"}
        pipes = self._spawn(limits)
        self._spawn_ahead(limits)
        return JailSession(pipes, submission, plan, limits, pictures=shown, watch=watch, **kind)

    def data_folder(self, name: str, count: int | None = None) -> str:
        """Where students' code finds training pictures; how many there are is the plan's affair. See Sandbox."""
        if prepared_or_make(name) is None:
            raise GraderFault(missing_advice(name))
        return f"{mounts.DATA}/{name}"

    def close(self) -> None:
        """Kills the template; the kernel then ends everything in its pid namespace."""
        self._drop_ahead()
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                # the whole group: bubblewrap's second process may not yet have asked to die with the first
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        if self._stderr is not None:
            self._stderr.close()
            self._stderr = None
        self._ready = False

    def wait_ready(self) -> None:
        """Blocks until the template is warm. Raises GraderFault, with what to do, where it cannot start."""
        try:
            self._wait_ready()
        except _TemplateLost as error:
            raise GraderFault(f"The jail could not be started: {error}") from None

    def __enter__(self) -> "Jail":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _all_pictures(self) -> dict[str, int | None]:
        """All training splits that the template has: at level `flat` even those need a rule."""
        return {os.path.basename(seen): None for _, seen in self._data if os.path.dirname(seen) == mounts.DATA}

    def _shown(self, pictures: Mapping[str, int | None]) -> list[tuple[str, str]]:
        """The data sets that a submission may see, each with the folder that the template has it in.

        What has been prepared since the template started needs a new one.
        """
        here = [(name, prepared_or_make(name), count) for name, count in pictures.items()]
        folders = [(name, given_folder(prepared, count)) for name, prepared, count in here if prepared is not None]
        if any(self._seen_at(folder) is None for _, folder in folders):
            self.close()
            self._start()
        return [(name, place) for name, folder in folders if (place := self._seen_at(folder)) is not None]

    def _seen_at(self, folder: Path) -> str | None:
        """Under which name the template has a folder of this machine, or None."""
        return mounts.seen_at(self._data, folder)

    def _start(self) -> None:
        self._shared = False
        self._demand_host()
        self._data = mounts.data_binds()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        try:
            with theirs:
                self._process = self._popen(theirs.fileno())
        except BaseException as error:
            ours.close()
            self._stderr.close()
            self._stderr = None
            if isinstance(error, OSError):
                raise GraderFault(f"The jail could not be started: {error}") from None
            raise
        self._control = ours
        self._ready = False

    def _demand_host(self) -> None:
        """Raises LevelRefused where it is plain that nothing can start here, before anything of Linux is used."""
        find_bwrap()

    def _popen(self, control: int) -> "subprocess.Popen[bytes]":
        """Starts the template; `control` is its end of the control socket."""
        words = command(
            find_bwrap(),
            self.level,
            preload=(LATER,) if self._preload is None else self._preload,
            lasting=self._lasting,
            hidden=(*self._hidden, *hidden_paths()),
            beside=self._beside,
            data=self._data,
            descriptors=[control],
            device=self.device,
        )
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=self._stderr,
            stderr=self._stderr,
            pass_fds=[control],
            env={},
            cwd="/",
            process_group=0,
        )

    def _wait_ready(self) -> None:
        if self._control is None or (self._process is None and not self._shared):
            self._start()
        assert self._control is not None
        if self._ready:
            return
        self.tell(PRELOADS)
        self._control.settimeout(_START_S)
        try:
            message = self._control.recv(4096)
        except TimeoutError:
            self.close()
            raise GraderFault(
                f"The jail did not become ready within {_START_S:.0f} s; is the machine overloaded?"
            ) from None
        except OSError:
            message = b""
        if message != b"ready":
            said = message.decode("utf-8", "replace") or self._last_words()
            self.close()
            raise refusal(said)
        self._ready = True

    def _last_words(self) -> str:
        if self._process is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        self._stderr.seek(0)
        return str(self._stderr.read()[-2000:].decode("utf-8", "replace")).strip()

    def _spawn(self, limits: Limits) -> Pipes:
        """A child of the template: the one that was forked ahead, or one that is forked now."""
        if self._ahead is not None and self._ahead.limit_bytes == hard_limit(limits):
            ahead, self._ahead = self._ahead, None
            return ahead.taken()
        self._drop_ahead()
        pipes = self._fork()
        try:
            pipes.pidfd = self._pidfd(pipes.status)
        except BaseException:
            pipes.close()
            raise
        return pipes

    def _spawn_ahead(self, limits: Limits) -> None:
        """Has the next child forked, where there will be one: that and its limits take 30 ms, whoever waits."""
        if self._lasting and self.level == "ns":
            # whoever needs it will see; the submission that is graded now has its child, and suffers nothing
            with contextlib.suppress(_TemplateLost, OSError):
                pipes = self._fork()
                try:
                    self._ahead = _Next(pipes, partial(self._pidfd, ahead=True), hard_limit(limits))
                except RuntimeError:  # no thread can be started now
                    pipes.close()

    def _drop_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.drop()
            self._ahead = None

    def _fork(self) -> Pipes:
        """Asks the template for a child; who it is comes later, on the status socket."""
        assert self._control is not None
        data, data_theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        status, status_theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        output, output_theirs = os.pipe()
        theirs = [data_theirs.fileno(), output_theirs, status_theirs.fileno()]
        pipes = Pipes(data=data, output=output, status=status, pidfd=-1)
        try:
            try:
                rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", theirs))
                self._control.sendmsg([b"S"], [rights])
            finally:
                data_theirs.close()
                status_theirs.close()
                os.close(output_theirs)
        except OSError as error:
            pipes.close()
            raise _TemplateLost(str(error)) from None
        except BaseException:
            pipes.close()
            raise
        return pipes

    def _pidfd(self, status: socket.socket, *, ahead: bool = False) -> int:
        """The child's pidfd, from the monitor, which has not seen a byte of the submission.

        `ahead`: nobody waits to be told why there is none, so the template is not given the time to say it.
        """
        status.settimeout(_SPAWN_S)
        try:
            message, ancillary, _, _ = status.recvmsg(4096, socket.CMSG_LEN(4))
        except TimeoutError:
            raise _TemplateLost("no child came up in time") from None
        except OSError as error:
            raise _TemplateLost(str(error)) from None
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                return int(array.array("i", payload[:4])[0])
        if not message:
            raise _TemplateLost((not ahead and self._last_words()) or "it closed the control socket")
        raise GraderFault(explain_start(str(json.loads(message).get("fault", ""))))


class _Next:
    """The next child: forked and put into its group while the one before it is graded. Nothing has been sent to it."""

    def __init__(self, pipes: Pipes, meet: Callable[[socket.socket], int], limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._pipes = pipes
        self._fault: Exception | None = None

        def prepare() -> None:
            try:
                pipes.pidfd = meet(pipes.status)
                pipes.join_group(limit_bytes)
            except Exception as fault:  # told to whoever takes it
                self._fault = fault

        self._thread = threading.Thread(target=prepare, daemon=True)
        self._thread.start()

    def taken(self) -> Pipes:
        """What connects with it. Raises _TemplateLost where it has not come up: the next try says why."""
        self._thread.join()
        if self._fault is not None:
            self._pipes.close()
            raise _TemplateLost(str(self._fault))
        return self._pipes

    def drop(self) -> None:
        """Ends it: nobody needs it."""
        for ours in (self._pipes.data, self._pipes.status):
            with contextlib.suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        with contextlib.suppress(OSError):  # it has never come up, or has ended
            signal.pidfd_send_signal(self._pipes.pidfd, signal.SIGKILL)
        group = self._pipes.joining.wait() if self._pipes.joining is not None else None
        self._pipes.close()
        if group is not None:
            group.close()


def _known(preload: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in PRELOADS if name in preload)


class _TemplateLost(Exception):
    """The template is gone or mute; it is started again once."""


__all__ = ["PRELOADS", "Jail", "explain_start", "find_bwrap"]
