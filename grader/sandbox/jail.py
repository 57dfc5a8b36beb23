"""The jail, level `ns`: bubblewrap around one warm template, and nested namespaces around every submission.

Trusts the kernel, bubblewrap and this interpreter; nothing that comes out of the jail.
"""

import array
import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.data import given_folder, hidden_paths, missing_advice, prepared_or_make
from grader.errors import GraderFault, JailLost
from grader.model import Limits, Submission
from grader.sandbox import Plan, Watch, devices, mounts
from grader.sandbox.devices import CPU, Device
from grader.sandbox.session import JailSession, NotLockedDown, Pipes

PRELOADS = ("vision", "training", "plots", "notebook")
_START_S = 120.0
_SPAWN_S = 20.0
_ENVIRONMENT = {
    "HOME": "/tmp",
    "USER": "student",
    "LOGNAME": "student",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TMPDIR": "/tmp",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLCONFIGDIR": "/tmp",
    "TORCH_HOME": "/tmp/torch",
    "TORCHDYNAMO_DISABLE": "1",  # @torch.compile runs what it decorates: there is no compiler's minute in a check
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # without it cuBLAS gives other sums from run to run
}
_BOOT = "import sys; sys.path.insert(0, '/grader'); from _grader_inside.template import run; run()"


class Jail:
    """Starts at once, in the background: whoever makes it early has it warm when the first submission is read.

    `preload` names what the template imports beside torch: all of PRELOADS for a cohort, less where one file is known
    not to need it (what is missing is then imported by the submission itself, slower). A jail that is not `lasting`
    starts sooner and forks slower. `hidden` are folders and files that must not be seen from inside even if
    they lie below the interpreter's own folders: the task roots, the secret. `beside` are hidden too where the
    interpreter does not lie in them: the checkout, the folder of the submissions. Networks are trained on `device`.

    With `control`, the socket of another process's jail that is ready (`share`), submissions are forked from that one's
    template; where it is lost, JailLost is raised and whoever started it starts it again.
    """

    level = "ns"

    def __init__(
        self,
        *,
        preload: Collection[str] = PRELOADS,
        lasting: bool = True,
        hidden: Sequence[Path] = (),
        beside: Sequence[Path] = (),
        device: Device = CPU,
        control: socket.socket | None = None,
    ) -> None:
        self.device = device
        self._preload = tuple(name for name in PRELOADS if name in preload)
        self._lasting = lasting
        self._hidden = tuple(hidden)
        self._data: list[mounts.Bind] = []
        self._beside = tuple(beside)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._stderr: Any = None
        self._ready = False
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

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> JailSession:
        """Forks a child of the template and loads the submission in it. See Sandbox.open."""
        for last in (False, True):
            try:
                shown = self._shown(plan.pictures)
                self._wait_ready()
                gpu = self.device.gpu is not None
                return JailSession(self._spawn(), submission, plan, limits, gpu=gpu, pictures=shown, watch=watch)
            except (_TemplateLost, NotLockedDown, JailLost) as error:
                if self._shared:
                    raise JailLost(f"The jail's template process is gone: {error}") from None
                if last:
                    raise GraderFault(f"The jail's template process failed twice: {error}") from None
                self.restarts += 1
                self.close()
                self._start()
        raise AssertionError("unreachable")

    def data_folder(self, name: str, count: int | None = None) -> str:
        """Where students' code finds training pictures; how many there are is the plan's affair. See Sandbox."""
        if prepared_or_make(name) is None:
            raise GraderFault(missing_advice(name))
        return f"{mounts.DATA}/{name}"

    def close(self) -> None:
        """Kills the template; the kernel then ends everything in its pid namespace."""
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

    def _shown(self, pictures: Mapping[str, int | None] | None) -> list[tuple[str, str]] | None:
        """The data sets that a submission may see, each with the folder that the template has it in.

        What has been prepared since the template started needs a new one.
        """
        if pictures is None:
            return None
        here = [(name, prepared_or_make(name), count) for name, count in pictures.items()]
        folders = [(name, given_folder(prepared, count)) for name, prepared, count in here if prepared is not None]
        if any(mounts.seen_at(self._data, folder) is None for _, folder in folders):
            self.close()
            self._start()
        return [(name, place) for name, folder in folders if (place := mounts.seen_at(self._data, folder)) is not None]

    def _start(self) -> None:
        self._shared = False
        bwrap = find_bwrap()
        self._data = mounts.data_binds()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        try:
            with theirs:
                self._process = subprocess.Popen(
                    _command(
                        bwrap,
                        self._preload,
                        self._lasting,
                        (*self._hidden, *hidden_paths()),
                        self._beside,
                        self._data,
                        theirs.fileno(),
                        self.device,
                    ),
                    stdin=subprocess.DEVNULL,
                    stdout=self._stderr,
                    stderr=self._stderr,
                    pass_fds=[theirs.fileno()],
                    env={},
                    cwd="/",
                    process_group=0,
                )
        except OSError as error:
            ours.close()
            raise GraderFault(f"The jail could not be started: {error}") from None
        self._control = ours
        self._ready = False

    def _wait_ready(self) -> None:
        if self._control is None or (self._process is None and not self._shared):
            self._start()
        assert self._control is not None
        if self._ready:
            return
        self._control.settimeout(_START_S)
        try:
            message = self._control.recv(16)
        except TimeoutError:
            self.close()
            raise GraderFault(
                f"The jail did not become ready within {_START_S:.0f} s; is the machine overloaded?"
            ) from None
        except OSError:
            message = b""
        if message != b"ready":
            said = self._last_words()
            self.close()
            raise GraderFault(explain_start(said))
        self._ready = True

    def _last_words(self) -> str:
        if self._process is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        self._stderr.seek(0)
        return str(self._stderr.read()[-2000:].decode("utf-8", "replace")).strip()

    def _spawn(self) -> Pipes:
        assert self._control is not None
        data, data_theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        output, output_theirs = os.pipe()
        status, status_theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
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
            pipes.pidfd = self._pidfd(status)
        except OSError as error:
            pipes.close()
            raise _TemplateLost(str(error)) from None
        except BaseException:
            pipes.close()
            raise
        return pipes

    def _pidfd(self, status: socket.socket) -> int:
        """The child's pidfd, from the monitor, which has not seen a byte of the submission."""
        status.settimeout(_SPAWN_S)
        try:
            message, ancillary, _, _ = status.recvmsg(4096, socket.CMSG_LEN(4))
        except TimeoutError:
            raise _TemplateLost("no child came up in time") from None
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                return int(array.array("i", payload[:4])[0])
        if not message:
            raise _TemplateLost(self._last_words() or "it closed the control socket")
        raise GraderFault(explain_start(str(json.loads(message).get("fault", ""))))


class _TemplateLost(Exception):
    """The template is gone or mute; it is started again once."""


def find_bwrap() -> str:
    """The system's bubblewrap. Raises GraderFault, with the command that installs it, where there is none."""
    if platform.system() != "Linux":
        raise GraderFault(
            "Grading needs Linux: the jail is made of its namespaces. On other systems run the grader in a Linux VM."
        )
    path = shutil.which("bwrap")
    if path is None:
        raise GraderFault(
            "bubblewrap (bwrap) is not installed; without it no student's code is run. "
            "Install it:  apt-get install bubblewrap  (or dnf, pacman, apk, zypper: the package has the same name)."
        )
    return path


def explain_start(said: str) -> str:
    """What to do about the reason why a jail did not start."""
    text = said.strip().splitlines()[-1] if said.strip() else "no message"
    advice = "Run  grader doctor  to see what this machine allows."
    lowered = said.lower()
    if "no module named" in lowered:
        advice = "The interpreter inside the jail lacks a package; install the grader into a venv of its own."
    elif any(word in lowered for word in ("permission", "not permitted", "namespace", "no space left", "uid map")):
        advice = (
            "User namespaces seem to be forbidden here. On Ubuntu: install the AppArmor profile for bwrap "
            "(package apparmor-profiles) or set kernel.apparmor_restrict_unprivileged_userns=0. In a container: "
            "allow user namespaces (seccomp profile without the unshare filter). grader doctor shows what is missing."
        )
    return f"The jail could not be started: {text}. {advice}"


def _command(
    bwrap: str,
    preload: Sequence[str],
    lasting: bool,
    hidden: Sequence[Path],
    beside: Sequence[Path],
    data: Sequence[mounts.Bind],
    control: int,
    device: Device,
) -> list[str]:
    binds = [*mounts.read_only_binds(), *data]
    reopened = mounts.holds(binds, hidden)
    if reopened:
        raise GraderFault(
            f"The folder {reopened[0]} is needed by the interpreter but lies within a folder of the course that the "
            "jail must not see. Move the virtual environment out of the task root."
        )
    words = [
        "--unshare-user",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    words += ["--uid", "1000", "--gid", "1000", "--die-with-parent", "--new-session", "--clearenv"]
    for name, value in {**_ENVIRONMENT, **devices.environment(device)}.items():
        words += ["--setenv", name, value]
    staged = os.geteuid() == 0
    # /tmp and /dev come before the interpreter: a venv may lie in /tmp, and must not lie under its cover
    words += ["--proc", "/proc", "--dev", "/dev", "--size", str(64 << 20), "--tmpfs", "/tmp"]
    words += [*devices.bind_arguments(device), *mounts.system_arguments()]
    for number, (source, target) in enumerate(binds):
        words += ["--ro-bind", f"{{{number}}}" if staged else source, target]
    words += mounts.covers(binds, [*hidden, *mounts.coverable(binds, beside)])
    words += mounts.covers(mounts.read_only_binds(), [Path(source) for source, _ in data])  # they are seen there only
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    # the control socket is moved to its fixed number by a shell word, as bubblewrap hands descriptors on unchanged
    script = f"import os; os.dup2({control}, 3); {control} == 3 or os.close({control}); {_BOOT}"
    # a `..` in the path would lead through a folder that the jail does not have; links stay: they make it a venv
    words += [
        "--",
        os.path.abspath(sys.executable),
        "-I",
        "-B",
        "-c",
        script,
        ",".join(preload),
        "1",
        "1" if lasting else "0",
    ]
    if not staged:
        return [bwrap, *words]
    plan = [os.getpid(), [source for source, _ in binds], [bwrap, *words]]
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), json.dumps(plan)]


__all__ = ["Jail", "explain_start", "find_bwrap"]
