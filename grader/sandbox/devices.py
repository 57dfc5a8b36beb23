"""Where networks are trained: on the CPU, or on one NVIDIA GPU that a job has to itself. Decided here only.

What a jail needs for a GPU is from NVIDIA's and other sandboxes' documents; it has not been tried on one yet.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.model import Frozen

_NODES = ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset")
_PATTERN = re.compile(r"auto|cpu|cuda(?::(\d+))?")


class Device(Frozen):
    """A device that was chosen."""

    gpu: int | None = None
    """The number of the GPU on this machine; None: the CPU."""
    fallback: bool = False
    """Whether a GPU would have been taken if there were one."""

    @property
    def inside(self) -> str:
        """What students' code is handed: a jail sees one GPU at most."""
        return "cpu" if self.gpu is None else "cuda:0"

    @property
    def name(self) -> str:
        """As reports have it."""
        return "cpu" if self.gpu is None else f"cuda:{self.gpu}"


CPU = Device()


def choose(option: str, dev: Path = Path("/dev")) -> Device:
    """The device for `auto`, `cpu` or `cuda[:i]`. Raises UsageError, with what there is, where it cannot be had."""
    found = _PATTERN.fullmatch(option)
    if found is None:
        raise UsageError(f"--device {option} is not one of auto, cpu, cuda, cuda:0, cuda:1, ...")
    if option == "cpu":
        return CPU
    gpus = find_gpus(dev)
    if option == "auto":
        return Device(gpu=gpus[0]) if gpus else Device(fallback=True)
    wanted = int(found[1]) if found[1] else (gpus[0] if gpus else 0)
    if wanted not in gpus:
        there = f"there are {', '.join(f'cuda:{one}' for one in gpus)}" if gpus else "no NVIDIA GPU was found here"
        raise UsageError(
            f"--device {option}: {there}. Use --device cpu or auto; whether the code would run on a GPU is tried with "
            "--dry-run-cuda."
        )
    return Device(gpu=wanted)


def find_gpus(dev: Path = Path("/dev")) -> tuple[int, ...]:
    """The numbers of the NVIDIA GPUs whose driver and device nodes are here and that torch was built for."""
    if not (dev / "nvidiactl").exists():
        return ()
    import torch

    if torch.version.cuda is None:
        return ()
    nodes = (re.fullmatch(r"nvidia(\d+)", path.name) for path in dev.glob("nvidia*"))
    return tuple(sorted(int(node[1]) for node in nodes if node))


def bind_arguments(device: Device) -> list[str]:
    """bubblewrap's words for the GPU, to stand behind --dev and before /dev is made read-only."""
    if device.gpu is None:
        return []
    words = []
    for node in (f"nvidia{device.gpu}", *_NODES):
        words += ["--dev-bind-try", f"/dev/{node}", f"/dev/{node}"]
    return [*words, "--ro-bind-try", "/sys", "/sys"]


def environment(device: Device) -> dict[str, str]:
    """What a process in the jail needs to see the GPU, or to see none."""
    return {"CUDA_VISIBLE_DEVICES": "" if device.gpu is None else str(device.gpu)}


@contextlib.contextmanager
def slot(device: Device, waiting: Callable[[int | None], None] = lambda _: None) -> Iterator[None]:
    """Waits until no other job uses the GPU; trainings side by side would take each other's memory and time.

    `waiting` is called once where it has to wait, with the number of the process that has the GPU, if that is known.
    """
    if device.gpu is None:
        yield
        return
    import fcntl  # a system that has it not has none of these GPUs for us

    path = Path(tempfile.gettempdir()) / f"grader-{os.getuid()}-gpu{device.gpu}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting(_holder(descriptor))
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> int | None:
    """Who has written its number into the lock; None where nobody has, or it has ended since."""
    said = os.pread(descriptor, 20, 0)
    if not said.isdigit() or not Path(f"/proc/{int(said)}").exists():
        return None
    return int(said)
