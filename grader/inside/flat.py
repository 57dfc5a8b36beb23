"""What stands in for namespaces where none can be made within the jail: Landlock for files, a filter for the rest.

A child of this level shares its process tree, its /proc and its /tmp with others of the same user. So it can open only
what a rule names (Landlock, which also keeps it from tracing anybody), signal and steer only itself, start no process
(then killing one kills all), make no socket that has a name, and change no file's mode or marks by path.
"""

import contextlib
import ctypes
import os
import platform
import secrets
import struct
from typing import Any

from . import lockdown

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_BLOCK, _CHAR = 1 << 11, 1 << 6
_IOCTL_DEV = 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_ALL_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
"""Rights over files, by version of Landlock; from 5 on there is one more."""
_SCOPES = 3
_PREFIX = "grader-flat-"
_NODES = ("null", "zero", "full", "random", "urandom")
_PROC = ("cpuinfo", "meminfo", "stat", "version", "uptime", "loadavg", "filesystems", "sys/kernel", "sys/vm")
home = "/tmp"
"""Where each child gets a folder of its own, whose name no other can guess or list."""
Readable = list[tuple[str, bool]]
"""Paths, and whether files may be read below them or only names."""


def version() -> int:
    """Of this kernel's Landlock; 0 where there is none."""
    found = int(lockdown.libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1)))
    return max(0, found)


def refused() -> str:
    """Why this level cannot be had here; nothing where it can."""
    if platform.machine() not in _NUMBERS["socket"]:
        return f"no system-call filter for {platform.machine()}"
    return "" if version() else "this kernel has no Landlock (Linux 5.13 or later, with `landlock` among its LSMs)"


def readable(outer: list[str]) -> Readable:
    """What children may read: all that the jail shows but /tmp, /proc and pictures; `outer`: mounts in /tmp to keep.

    Of the pictures each child has a rule for those that its task hands out.
    """
    top = [f"/{name}" for name in os.listdir("/") if name not in ("tmp", "proc", "dev", "data", "given")]
    return [(path, True) for path in [*top, *outer]]


def make_home() -> None:
    """In a container /tmp is everybody's: this user's templates have folders in it, and remove those of ended ones."""
    global home
    for name in os.listdir("/tmp"):
        owner = name.removeprefix(_PREFIX).partition("-")[0]
        if name.startswith(_PREFIX) and owner.isdigit() and not os.path.exists(f"/proc/{owner}"):
            with contextlib.suppress(OSError):  # somebody else's
                remove(f"/tmp/{name}")
    home = f"/tmp/{_PREFIX}{os.getpid()}-{secrets.token_hex(8)}"
    os.mkdir(home, 0o300)


def private_folder() -> str:
    """A new folder for one child. Nobody may list the one it lies in."""
    folder = f"{home}/{secrets.token_hex(16)}"
    os.chmod(home, 0o300)
    os.mkdir(folder, 0o700)
    return folder


def restrict_files(folder: str, read: Readable) -> None:
    """From here on this process opens what `read` lists, its own /proc, harmless devices, and its folder."""
    abi = version()
    rights = _ALL_RIGHTS.get(abi, (1 << 16) - 1)
    attributes = struct.pack("=QQQ", rights, 3 if abi >= 4 else 0, _SCOPES if abi >= 6 else 0)
    attributes = attributes[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    ruleset = _syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))
    own = f"/proc/{os.getpid()}"
    for path, files in [*read, (own, True), *((f"/proc/{name}", True) for name in _PROC)]:
        _allow(ruleset, path, (_READ if files else _READ_DIR) & rights)
    for name in _NODES:
        _allow(ruleset, f"/dev/{name}", (_READ_FILE | _WRITE_FILE | _IOCTL_DEV) & rights)
    _allow(ruleset, folder, rights & ~(_BLOCK | _CHAR))
    _syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint(0))
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(f"/proc/self/fd/{descriptor}"):
            rights &= _EXECUTE | _READ_FILE | _WRITE_FILE | 1 << 14 | _IOCTL_DEV
        rule = struct.pack("=Qi", rights, descriptor)
        _syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint(0))
    finally:
        os.close(descriptor)


def _syscall(number: int, *arguments: Any) -> int:
    result = int(lockdown.libc.syscall(number, *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result


def _on(x86_64: int | None, aarch64: int | None) -> dict[str, int | None]:
    return {"x86_64": x86_64, "aarch64": aarch64}


_NUMBERS = {
    "fork": _on(57, None),
    "vfork": _on(58, None),
    "socket": _on(41, 198),
    "bind": _on(49, 200),
    "connect": _on(42, 203),
    "tkill": _on(200, 130),
    "pidfd_open": _on(434, 434),
    "pidfd_send_signal": _on(424, 424),
    "process_mrelease": _on(448, 448),
    "migrate_pages": _on(256, 238),
    "move_pages": _on(279, 239),
    "ioprio_set": _on(251, 30),
    "truncate": _on(76, 45),
    "chmod": _on(90, None),
    "fchmodat": _on(268, 53),
    "fchmodat2": _on(452, 452),
    "chown": _on(92, None),
    "lchown": _on(94, None),
    "fchownat": _on(260, 54),
    "setxattr": _on(188, 5),
    "lsetxattr": _on(189, 6),
    "removexattr": _on(197, 14),
    "lremovexattr": _on(198, 15),
    "setxattrat": _on(463, 463),
    "removexattrat": _on(466, 466),
    "file_setattr": _on(469, 469),
}
"""Refused whatever the arguments. Sockets of socketpair() remain: they have no name and reach nobody."""
_FIRST_IS_SELF = {
    "kill": _on(62, 129),
    "tgkill": _on(234, 131),
    "rt_sigqueueinfo": _on(129, 138),
    "rt_tgsigqueueinfo": _on(297, 240),
    "sched_setaffinity": _on(203, 122),
    "sched_setparam": _on(142, 118),
    "sched_setscheduler": _on(144, 119),
    "sched_setattr": _on(314, 274),
}
"""Allowed only on this process (0 means it too: its process group holds nobody else)."""
_ARGUMENT = {1: 16, 2: 24, 3: 32}
_CLONE, _FCNTL, _PRCTL, _IOCTL, _SETPRIORITY, _SOCKETPAIR = (
    _on(56, 220),
    _on(72, 25),
    _on(157, 167),
    _on(16, 29),
    _on(141, 140),
    _on(53, 199),
)
_CLONE_THREAD = 0x10000
_OWNERS = (8, 15)
"""F_SETOWN, F_SETOWN_EX: whom the kernel signals for us."""
_IOCTL_OWNERS = (0x8901, 0x8902)
_SOCK_STREAM = 1


def filter_program() -> bytes:
    """The further filter of one child, which knows its own number; both filters hold, and the stricter one wins."""
    machine = platform.machine()
    put, load, equal, any_of = lockdown.statement, 0x20, 0x15, 0x45
    deny, allow = put(0x06, 0x00050001), put(0x06, 0x7FFF0000)
    me = os.getpid()
    program = [put(load, 0)]

    def rule(number: int | None, body: list[bytes]) -> None:
        """`body` for this call, which ends in a verdict."""
        if number is not None:
            program.extend([put(equal, number, 0, len(body)), *body])

    for numbers in _NUMBERS.values():
        rule(numbers[machine], [deny])
    for numbers in _FIRST_IS_SELF.values():
        rule(numbers[machine], [put(load, 16), put(equal, me, 2, 0), put(equal, 0, 1, 0), deny, allow])
    rule(_CLONE[machine], [put(load, 16), put(any_of, _CLONE_THREAD, 1, 0), deny, allow])
    second = [put(load, 24)]
    rule(_FCNTL[machine], [*second, put(equal, _OWNERS[0], 1, 0), put(equal, _OWNERS[1], 0, 1), deny, allow])
    rule(
        _IOCTL[machine], [*second, put(equal, _IOCTL_OWNERS[0], 1, 0), put(equal, _IOCTL_OWNERS[1], 0, 1), deny, allow]
    )
    rule(_PRCTL[machine], [put(load, 16), put(equal, 1, 0, 1), deny, allow])  # it dies with its monitor
    of_process = [put(load, 16), put(equal, 0, 0, 3), *second, put(equal, me, 2, 0), put(equal, 0, 1, 0), deny, allow]
    rule(_SETPRIORITY[machine], of_process)
    masked = [*second, put(0x54, 0xF), put(equal, _SOCK_STREAM, 1, 0), deny, allow]
    rule(_SOCKETPAIR[machine], masked)
    program.append(allow)
    return b"".join(program)


class ProcessRefused(PermissionError):
    """The submission has tried to start a process. Not its fault: other levels allow it."""


def adapt(folder: str) -> None:
    """Lets ordinary code go on where only the means are refused: modes by descriptor, loading without workers."""
    import subprocess

    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR", "TORCH_home"), folder))
    import tempfile

    tempfile.tempdir = folder

    def refuse(*_: Any, **__: Any) -> Any:
        raise ProcessRefused(1, "no process can be started at this isolation level")

    places: Any = [(os, "fork"), (os, "forkpty"), (os, "posix_spawn"), (os, "posix_spawnp"), (os, "system")]
    places += [(subprocess, "_fork_exec"), (__import__("_posixsubprocess"), "fork_exec")]
    for owner, name in places:
        setattr(owner, name, refuse)
    import _multiprocessing  # type: ignore[import-not-found]  # its locks lie in a /dev/shm that nobody has here; only processes need them
    import multiprocessing.synchronize  # noqa: F401  (reads what is replaced now)

    _multiprocessing.SemLock = refuse
    _by_descriptor("chmod", os.fchmod)
    _by_descriptor("setxattr", os.setxattr)
    _without_workers()


def _by_descriptor(name: str, act: Any) -> None:
    """os.`name` of a path opens it first: what Landlock does not let be opened cannot be changed."""

    def changed(path: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(path, int):
            return act(path, *arguments)
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path, flags, dir_fd=options.pop("dir_fd", None))
        try:
            return act(descriptor, *arguments)
        finally:
            os.close(descriptor)

    setattr(os, name, changed)


def _without_workers() -> None:
    """torch's DataLoader loads in the process itself, whatever number of workers it is asked for."""
    from torch.utils.data import DataLoader

    made = DataLoader.__init__

    def make(self: Any, *arguments: Any, **options: Any) -> None:
        values = list(arguments)
        if len(values) > 5:
            values[5] = 0
        elif "num_workers" in options:
            options["num_workers"] = 0
        for name in ("prefetch_factor", "persistent_workers", "timeout", "multiprocessing_context", "worker_init_fn"):
            options.pop(name, None)
        made(self, *values[:9], **options)

    DataLoader.__init__ = make  # type: ignore[method-assign]


def remove(folder: str) -> None:
    """Removes what a child has left, however deep, and without following a link. It has ended."""
    os.chmod(folder, 0o700)
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    number = 0
    try:
        while names := os.listdir(top):
            for name in names:
                try:
                    os.unlink(name, dir_fd=top)
                    continue
                except OSError:
                    pass
                # a folder: its own folders are moved up here, so that no depth is too deep
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=top)
                try:
                    os.fchmod(inner, 0o700)
                    for below in os.listdir(inner):
                        number += 1
                        try:
                            os.unlink(below, dir_fd=inner)
                        except OSError:
                            os.chmod(below, 0o700, dir_fd=inner, follow_symlinks=True)
                            os.rename(below, f".{number}-{secrets.token_hex(8)}", src_dir_fd=inner, dst_dir_fd=top)
                finally:
                    os.close(inner)
                os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)
    os.rmdir(folder)
