"""bubblewrap: where it is, how a jail is started with it, and what to do where it cannot be.

Trusts the kernel, bubblewrap and this interpreter.
"""

import json
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from grader.errors import GraderFault
from grader.model import Limits
from grader.sandbox import devices, mounts
from grader.sandbox.devices import Device

Mode = Literal["ns", "cold", "flat"]
"""How a submission is kept apart from the others: see grader/inside/template.py."""

PRELOADS = ("vision", "training", "plots", "notebook")
"""What a template can import beside torch."""
LATER = "later"
"""In their place: the template is told over its control socket, once torch is imported."""
ENVIRONMENT = {
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
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # the template's memory in huge pages from the start: forks are cheap
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # without it cuBLAS gives other sums from run to run
}

_BOOT = "import sys; sys.path.insert(0, '/grader'); from _grader_inside.template import run; run()"
_FIRST_FD = 3
_SHARED_TMP_BYTES = 64 << 20
_NODES = ("null", "zero", "full", "random", "urandom")


class LevelRefused(GraderFault):
    """This machine does not allow this level; another one may do."""


def command(
    bwrap: str,
    mode: Mode,
    *,
    preload: Sequence[str],
    lasting: bool,
    hidden: Sequence[Path],
    beside: Sequence[Path],
    data: Sequence[mounts.Bind],
    descriptors: Sequence[int],
    device: Device,
) -> list[str]:
    """What starts a template in bubblewrap; `descriptors` become its descriptors from 3 on, in this order."""
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
    for name, value in {**ENVIRONMENT, **devices.environment(device)}.items():
        words += ["--setenv", name, value]
    staged = os.geteuid() == 0
    # /tmp and /dev come before the interpreter: a venv may lie in /tmp, and must not lie under its cover
    words += ["--proc", "/proc", *_dev(mode), "--size", str(_tmp_bytes(mode)), "--tmpfs", "/tmp"]
    words += [*devices.bind_arguments(device), *mounts.system_arguments()]
    for number, (source, target) in enumerate(binds):
        words += ["--ro-bind", f"{{{number}}}" if staged else source, target]
    words += mounts.covers(binds, [*hidden, *mounts.coverable(binds, beside)])
    words += mounts.covers(mounts.read_only_binds(), [Path(source) for source, _ in data])  # they are seen there only
    words += ["--remount-ro", "/dev"] if mode != "cold" else []
    words += ["--remount-ro", "/", "--chdir", "/tmp"]
    # they are moved to fixed numbers in there, by way of numbers that none of them has: bubblewrap hands them on as is
    fixed = range(_FIRST_FD, _FIRST_FD + len(descriptors))
    script = (
        f"import os, fcntl; far = [fcntl.fcntl(one, fcntl.F_DUPFD, 50) for one in {list(descriptors)}]; "
        f"[os.dup2(one, at) for one, at in zip(far, {list(fixed)})]; os.closerange({fixed.stop}, 4096); {_BOOT}"
    )
    # a `..` in the path would lead through a folder that the jail does not have; links stay: they make it a venv
    words += ["--", os.path.abspath(sys.executable), "-I", "-B", "-c", script]
    words += [",".join(preload), mode, "1" if lasting else "0"]
    if not staged:
        return [bwrap, *words]
    plan = [os.getpid(), [source for source, _ in binds], [bwrap, *words]]
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), json.dumps(plan)]


def _dev(mode: Mode) -> list[str]:
    """bubblewrap's words for /dev, and for what the process itself may do there."""
    if mode != "cold":
        return ["--dev", "/dev"]
    # bubblewrap's own /dev costs a second user namespace, in which nothing can be mounted any more: the process mounts
    # its own capped /tmp before it gives up the right to, and that before it sees a byte of the student's
    words = ["--as-pid-1", "--cap-add", "CAP_SYS_ADMIN", "--dir", "/dev", "--dir", "/dev/shm", "--dir", "/dev/pts"]
    for node in _NODES:
        words += ["--dev-bind", f"/dev/{node}", f"/dev/{node}"]
    links = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx"}
    for name, target in links.items():
        words += ["--symlink", target, f"/dev/{name}"]
    return words


def _tmp_bytes(mode: Mode) -> int:
    """Of the /tmp that bubblewrap makes; levels that may mount give every submission another one over it."""
    return {"ns": _SHARED_TMP_BYTES, "cold": Limits().disk_bytes, "flat": 2 * Limits().disk_bytes}[mode]


def find_bwrap() -> str:
    """The system's bubblewrap. Raises GraderFault, with the command that installs it, where there is none."""
    if platform.system() != "Linux":
        raise LevelRefused(
            "Grading needs Linux: the jail is made of its namespaces. On other systems run the grader in a Linux VM."
        )
    path = shutil.which("bwrap")
    if path is None:
        raise LevelRefused(
            "bubblewrap (bwrap) is not installed; without it no student's code is run. "
            "Install it:  apt-get install bubblewrap  (or dnf, pacman, apk, zypper: the package has the same name)."
        )
    return path


def refusal(said: str) -> GraderFault:
    """The exception for a jail that did not start: what it said, and what to do about it."""
    lines = said.strip().splitlines()
    ours = any(line.startswith(("bwrap:", "launch:", "refused:")) for line in lines)
    return (LevelRefused if ours else GraderFault)(explain_start(said))


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
