"""One submission: the template forks a monitor, the monitor forks the child that will run the student's code.

    template -> monitor (new namespaces, keeps nothing) -> child (pid 1, locked down before its first byte)

The outside holds three sockets of the pair: data (frames), output (stdout and stderr), status (pidfd, exit, usage).
"""

import array
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Sequence

from . import lockdown, wire

DATA_FD = 3


def start(descriptors: Sequence[int], keep_out: Sequence[int], seccomp: bytes, nested: bool) -> None:
    """Forks the monitor of one submission. `descriptors`: data, output, status; `keep_out` is closed in it."""
    if os.fork() != 0:
        for descriptor in descriptors:
            os.close(descriptor)
        return
    status = socket.socket(fileno=descriptors[2])
    try:
        for descriptor in keep_out:
            os.close(descriptor)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _monitor(descriptors[0], descriptors[1], status, seccomp, nested)
    except BaseException as error:
        status.send(json.dumps({"fault": f"{type(error).__name__}: {error}"}).encode())
    finally:
        os._exit(0)


def _monitor(data: int, output: int, status: socket.socket, seccomp: bytes, nested: bool) -> None:
    if nested:
        lockdown.new_namespaces()
    lockdown.die_with_parent()
    pid = os.fork()
    if pid == 0:
        try:
            _child(data, output, seccomp, nested)
        except BaseException as error:  # whatever it is, the child must end here and not in our caller's stack
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(1)
    os.close(data)
    os.close(output)
    pidfd = os.pidfd_open(pid)
    status.sendmsg([b"{}"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [pidfd]))])
    os.close(pidfd)
    if nested:
        lockdown.drop_rights()
    _, code, usage = os.wait4(pid, 0)
    report = {
        "exit": os.waitstatus_to_exitcode(code),
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "max_rss": usage.ru_maxrss * 1024,
    }
    status.send(json.dumps(report).encode())


def _child(data: int, output: int, seccomp: bytes, nested: bool) -> None:
    lockdown.die_with_parent()
    # A group of its own: kill(0, ...) reaches the whole process group, the template's too, whatever the pid namespace.
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
    os.makedirs("/tmp/student", exist_ok=True)
    os.chdir("/tmp/student")
    lockdown.limit_resources(
        limits["memory_bytes"], limits["processes"], limits["disk_bytes"], limits["cpu_s"], gpu=header["gpu"] is True
    )
    lockdown.drop_rights()
    lockdown.filter_calls(seccomp)
    wire.send(channel, {"kind": "locked", "id": header["id"], "tensors": []}, [])
    sys.stdout = os.fdopen(1, "w", buffering=8192, encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    from . import serve

    serve.submission(channel)


def receive_descriptors(control: socket.socket) -> tuple[bytes, list[int]]:
    """One message of the control socket: an opcode and the descriptors that came with it."""
    message, ancillary, _, _ = control.recvmsg(16, socket.CMSG_LEN(4 * struct.calcsize("i")))
    descriptors = array.array("i")
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(payload[: len(payload) - len(payload) % descriptors.itemsize])
    return message, list(descriptors)
