"""One submission: the template forks a monitor, the monitor forks the child that will run the student's code.

    template -> monitor (new namespaces, keeps nothing) -> child (pid 1, locked down before its first byte)

The outside holds three sockets of the pair: data (frames), output (stdout and stderr), status (pidfd, exit, usage).
"""

import array
import contextlib
import json
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Any

from . import flat, lockdown, pictures, told, wire

DATA_FD = 3
_OTHERS = 192


def start(descriptors: Sequence[int], keep_out: Sequence[int], seccomp: bytes, read: flat.Readable | None) -> None:
    """Forks the monitor of one submission. `descriptors`: data, output, status; `keep_out` is closed in it.

    `read`: what the child may read at level `flat`; None at level `ns`, where it gets namespaces of its own.
    """
    if os.fork() != 0:
        for descriptor in descriptors:
            os.close(descriptor)
        return
    status = socket.socket(fileno=descriptors[2])
    try:
        for descriptor in keep_out:
            os.close(descriptor)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _monitor(descriptors[0], descriptors[1], status, seccomp, read)
    except BaseException as error:
        status.send(json.dumps({"fault": f"{type(error).__name__}: {error}"}).encode())
    finally:
        os._exit(0)


def become(data: int, output: int, status: int, seccomp: bytes) -> None:
    """This process, which is pid 1 of a jail of its own, becomes the child. The outside waits for its pidfd."""
    told = socket.socket(fileno=status)
    pidfd = os.pidfd_open(os.getpid())
    told.sendmsg([b"{}"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [pidfd]))])
    told.close()
    os.close(pidfd)
    try:
        _child(data, output, seccomp, nested=False)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(1)


def _monitor(data: int, output: int, status: socket.socket, seccomp: bytes, read: flat.Readable | None) -> None:
    folder = flat.private_folder() if read is not None else None
    if folder is None:
        lockdown.new_namespaces()
    lockdown.die_with_parent()
    pid = os.fork()
    if pid == 0:
        try:
            _child(data, output, seccomp, nested=folder is None, folder=folder, read=read)
        except BaseException as error:  # whatever it is, the child must end here and not in our caller's stack
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(1)
    os.close(data)
    os.close(output)
    pidfd = os.pidfd_open(pid)
    status.sendmsg([b"{}"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [pidfd]))])
    lockdown.drop_rights()
    # a rule names what lies in the cache of /proc: this keeps the child's folder there
    kept = os.open(f"/proc/{pid}", os.O_PATH) if folder is not None else -1
    _wait_for_end(pidfd, status)
    _, code, usage = os.wait4(pid, 0)
    report = {
        "exit": os.waitstatus_to_exitcode(code),
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "max_rss": usage.ru_maxrss * 1024,
    }
    with contextlib.suppress(OSError):  # whoever waited for it may be gone; its folder is removed all the same
        status.send(json.dumps(report).encode())
    if folder is not None:
        os.close(kept)
        flat.remove(folder)


def _wait_for_end(pidfd: int, status: socket.socket) -> None:
    """Until the child ends, or whoever waits for it is gone: then it is killed, as nobody else would do it."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(status, 0)  # hanging up is always told
    if any(descriptor == status.fileno() for descriptor, _ in poll.poll()):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def _child(
    data: int,
    output: int,
    seccomp: bytes,
    *,
    nested: bool,
    folder: str | None = None,
    read: flat.Readable | None = None,
) -> None:
    lockdown.die_with_parent()
    # A group of its own: kill(0, ...) reaches the whole process group, the template's too, whatever the pid namespace.
    if os.getsid(0) != os.getpid():
        os.setsid()
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(data, 100)
    os.dup2(output, 101)
    os.dup2(null, 0)
    os.dup2(101, 1)
    os.dup2(101, 2)
    os.dup2(100, DATA_FD)
    os.closerange(DATA_FD + 1, 4096)
    # The outside waits until this process is accounted for (cgroup, watch) before it sends the limits.
    channel = socket.socket(fileno=DATA_FD)
    header, _ = wire.receive(channel)
    limits = header["limits"]
    if nested:
        lockdown.private_view(limits["disk_bytes"], limits["inodes"])
        lockdown.show_pictures(header["pictures"])
    elif folder is None:
        _own_view(limits, header["pictures"])
    else:
        told.move(f"{folder}/student")
        flat.adapt(folder)
        pictures.move(header["pictures"])
        read = [*(read or ()), *((place, True) for _, place in header["pictures"])]
    os.makedirs(told.WORK, exist_ok=True)
    os.chdir(told.WORK)
    # at level flat processes are refused, and the threads of all submissions of a template are counted together
    most = limits["processes"] + (_OTHERS if folder is not None else 0)
    lockdown.limit_resources(
        limits["memory_bytes"], most, limits["disk_bytes"], limits["cpu_s"], gpu=header["gpu"] is True
    )
    lockdown.drop_rights()
    if folder is not None:
        flat.restrict_files(folder, read or [])
        lockdown.filter_calls(flat.filter_program())
    lockdown.filter_calls(seccomp)
    wire.send(channel, {"kind": "locked", "id": header["id"], "tensors": []}, [])
    sys.stdout = os.fdopen(1, "w", buffering=8192, encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    from . import serve

    serve.submission(channel, forks=folder is None)


def _own_view(limits: dict[str, Any], shown: list[list[str]] | None) -> None:
    """Level cold: bubblewrap has made the namespaces; in them this process may still mount, or a profile forbids it.

    Then bubblewrap's /tmp stays, which has no cap on the number of files; but pictures must be hidden all the same.
    """
    if lockdown.may_mount():
        try:
            lockdown.private_view(limits["disk_bytes"], limits["inodes"])
            lockdown.show_pictures(shown)
            return
        except PermissionError:
            pass
    if shown is not None:
        raise PermissionError("this machine lets nothing be mounted within bubblewrap: no training at this level")


def receive_descriptors(control: socket.socket) -> tuple[bytes, list[int]]:
    """One message of the control socket: an opcode and the descriptors that came with it."""
    message, ancillary, _, _ = control.recvmsg(16, socket.CMSG_LEN(4 * struct.calcsize("i")))
    descriptors = array.array("i")
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(payload[: len(payload) - len(payload) % descriptors.itemsize])
    return message, list(descriptors)
