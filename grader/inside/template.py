"""The warm process that every submission is forked from: everything imported, nothing computed, nothing known.

It receives one opcode and descriptors, never a byte of a task or of a submission, so no child can find an earlier
submission in its memory. It runs no tensor operation: a parent that ran one parallel region makes every child hang at
its first (libgomp's pool does not survive fork; pytorch#17199, pytorch#58962). It never touches CUDA.
"""

import gc
import os
import signal
import socket
import sys

CONTROL_FD = 3

ALWAYS = ("torch", "torch.nn.functional", "numpy")
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
GROUPS = {"vision": VISION, "training": TRAINING, "plots": PLOTS, "notebook": NOTEBOOK}


def main(groups: list[str], nested: bool, lasting: bool) -> None:
    """Imports, freezes, says `ready`, then forks one monitor a message until the control socket closes.

    A template that is not `lasting` forks once or twice: freezing and huge pages would cost more than they save.
    """
    import importlib
    import random  # noqa: F401  (a child's first import of it would cost it time)

    for name in [*ALWAYS, *(name for group in groups for name in GROUPS[group])]:
        try:
            importlib.import_module(name)
        except ImportError:
            if name in ("torch", "numpy"):
                raise
    import torch

    torch.set_num_threads(1)
    from . import child, lockdown, serve

    serve.prepare("notebook" in groups)
    seccomp = lockdown.seccomp_program()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise SystemExit(f"the template has {threads} threads; forks of it would hang")
    if lasting:
        gc.collect()
        gc.freeze()
        lockdown.collapse_heap()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the grader, which ends us with it
    control = socket.socket(fileno=CONTROL_FD)
    control.send(b"ready")
    while True:
        message, descriptors = child.receive_descriptors(control)
        if not message:
            return
        if message == b"S" and len(descriptors) == 3:
            child.start(descriptors, [CONTROL_FD], seccomp, nested)
        else:
            for descriptor in descriptors:
                os.close(descriptor)


def run() -> None:
    """Entry of the jail's command line: GROUPS, joined by commas, NESTED and LASTING, each 0 or 1."""
    main([group for group in sys.argv[1].split(",") if group], sys.argv[2] == "1", sys.argv[3] == "1")
