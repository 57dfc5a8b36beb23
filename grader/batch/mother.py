"""The process that workers are forked from: everything is imported in it once, nothing is computed.

    python -m grader.batch.mother FD     FD: a SOCK_SEQPACKET socket of whoever grades the cohort

Says `ready`, then forks a worker a message (b"W" with two descriptors: the worker's line, the jail's socket) until the
socket closes. It runs no tensor operation and has one thread, so that a fork can (see inside.template).
"""

import gc
import os
import signal
import socket
import sys


def main() -> None:
    """Imports, says that it is ready, forks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to whoever started us; its end is ours
    control = socket.socket(fileno=int(sys.argv[1]))
    gc.disable()  # until all is imported: nothing of it is garbage
    import torch

    from grader.batch import worker

    torch.set_num_threads(1)
    worker.prepare()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(20_000)  # also for the workers: what a submission leaves behind is little
    gc.enable()
    try:
        control.send(b"ready")
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, 16, 4)
            if not message:
                return
            if os.fork() == 0:
                control.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                worker.run(*descriptors)
                os._exit(0)
            for descriptor in descriptors:
                os.close(descriptor)
    except (BrokenPipeError, ConnectionResetError):
        return  # whoever started us is gone


if __name__ == "__main__":
    main()
