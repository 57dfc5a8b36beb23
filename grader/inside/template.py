"""The warm process that every submission is forked from: everything imported, nothing computed, nothing known.

It receives one opcode and descriptors, never a byte of a task or of a submission, so no child can find an earlier
submission in its memory. It runs no tensor operation: a parent that ran one parallel region makes every child hang at
its first (libgomp's pool does not survive fork; pytorch#17199, pytorch#58962). It never touches CUDA.
"""

import gc
import json
import os
import signal
import socket
import sys

CONTROL_FD = 3
DATA_FD, OUTPUT_FD, STATUS_FD = 3, 4, 5
"""Those of a process that is alone in its jail."""

LATER = "later"
ALWAYS = ("torch", "torch.nn.functional", "numpy", "numpy.random")
VISION = ("torchvision",)
TRAINING = ("torch._dynamo", "torch.optim", "torch.utils.data")  # without dynamo the first optimiser step costs 1.25 s
PLOTS = ("matplotlib_inline.backend_inline", "matplotlib.pyplot")
NOTEBOOK = (
    "nbclient",
    "nbformat.v4",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",  # drags debugpy in: 0.13 s in every kernel that has to import it itself
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.core.ultratb",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "stack_data",
    "pygments.formatters.terminal256",
    "tornado.platform.asyncio",
    "jupyter_client.asynchronous",
    "jupyter_client.manager",
)
CELLS = ("IPython.core.interactiveshell", "IPython.core.displayhook", "IPython.core.displaypub")
GROUPS = {"cells": CELLS, "vision": VISION, "training": TRAINING, "plots": PLOTS, "notebook": NOTEBOOK}


def main(groups: list[str], mode: str, lasting: bool, read: list[tuple[str, bool]] | None = None) -> None:
    """Imports, freezes, says `ready`, then forks one monitor a message until the control socket closes.

    A template that is not `lasting` forks once or twice: huge pages would cost more than they save.
    `read`: what children may read where no bubblewrap has chosen what is here.
    """
    control = socket.socket(fileno=CONTROL_FD)
    from . import flat, lockdown

    why = refused() if mode == "ns" else flat.refused()
    if why:
        control.send(f"refused: {why}".encode())  # now, and not after seconds of imports
        return
    if read is not None:
        flat.make_home()
    elif mode == "flat":
        read = flat.readable(lockdown.mounts_under("/tmp"))
    seccomp = _warm(groups, control)
    from . import child

    gc.freeze()
    if lasting:
        lockdown.collapse_heap()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.send(b"ready")
    while True:
        message, descriptors = child.receive_descriptors(control)
        if not message:
            return
        if message == b"S" and len(descriptors) == 3:
            child.start(descriptors, [CONTROL_FD], seccomp, read)
        else:
            for descriptor in descriptors:
                os.close(descriptor)


def alone(groups: list[str]) -> None:
    """For those who distrust fork: imports, hands out its own pidfd, then becomes the one child itself."""
    seccomp = _warm(groups, None)
    from . import child

    child.become(DATA_FD, OUTPUT_FD, STATUS_FD, seccomp)


def refused() -> str:
    """Why namespaces within this one are refused here; nothing where they are not. Tried in a process of its own."""
    from . import lockdown

    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            lockdown.new_namespaces()
            inner = os.fork()
            if inner == 0:
                lockdown.fresh_proc()
                os._exit(0)
            if os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) != 0:
                os.write(tell, b"a fresh /proc in namespaces of its own is not permitted")
        except BaseException as error:
            os.write(tell, str(error).encode())
        finally:
            os._exit(1)
    os.close(tell)
    os.waitpid(pid, 0)
    why = os.read(told, 500).decode("utf-8", "replace")
    os.close(told)
    return why


def _warm(groups: list[str], control: socket.socket | None) -> bytes:
    """Imports everything and computes nothing; the filter of system calls, ready to be installed.

    Groups that are not known yet come over the control socket, their names joined by commas, before anything else.
    """
    import importlib
    import random  # noqa: F401  (a child's first import of it would cost it time)

    gc.disable()  # what is imported stays: looking for garbage in it again and again takes a tenth of the time

    def imported(names: tuple[str, ...]) -> None:
        for name in names:
            try:
                importlib.import_module(name)
            except ImportError:
                if name in ("torch", "numpy"):
                    raise

    imported(ALWAYS)
    if groups == [LATER] and control is not None:
        told = control.recv(200)
        if not told:
            raise SystemExit  # whoever started us is gone
        groups = [group for group in told.decode().split(",") if group in GROUPS]
    for group in [*groups, "cells"] if "notebook" in groups and control is not None else groups:
        imported(GROUPS[group])
    import torch

    torch.set_num_threads(1)
    from . import lockdown, serve

    serve.prepare("notebook" in groups)
    gc.freeze()  # before it is enabled: one look at all that has been imported takes a tenth of a second
    gc.enable()
    seccomp = lockdown.seccomp_program()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise SystemExit(f"the template has {threads} threads; forks of it would hang")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the grader, which ends us with it
    return seccomp


def run() -> None:
    """Entry of the jail's command line: GROUPS, joined by commas, MODE, LASTING, 0 or 1; what may be read, as JSON."""
    groups = [group for group in sys.argv[1].split(",") if group]
    if sys.argv[2] == "cold":
        alone(groups)
    else:
        main(groups, sys.argv[2], sys.argv[3] == "1", json.loads(sys.argv[4]) if sys.argv[4:] else None)
