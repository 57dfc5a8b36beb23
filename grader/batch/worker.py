"""A worker: one line to whoever grades the cohort, one job at a time, a share in a warm jail."""

import importlib
import os
import platform
import select
import socket
import sys
import threading
from functools import partial
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.batch.job import Course, Done, Jailed, Job, Limit, Look, Ready, Say, Setup, Soon, pack, unpack
from grader.errors import GraderError
from grader.sandbox.devices import Device

if TYPE_CHECKING:
    from grader.batch import unit

_IMPORTED = (
    "grader.batch.unit",
    "grader.catalog.load",
    "grader.compare.smallest",
    "grader.data.sources",
    "grader.training",
    "hypothesis.strategies",  # the first wrong submission of each worker would pay for it
    "numpy.random",
)


def prepare() -> None:
    """Imports what jobs will need, before workers are forked."""
    for name in _IMPORTED:
        try:
            importlib.import_module(name)
        except ImportError:
            if name.startswith("grader"):
                raise
    from grader.report import html

    html.prepare()


def versions() -> dict[str, str]:
    """What two machines must agree on for a score to mean the same on both."""
    return {"grader": __version__, "torch": version("torch"), "python": platform.python_version()}


def run(line: int) -> None:
    """Works until the line closes. Whatever goes wrong here ends this process, and the other end sees it.

    Submissions are forked from the template whose socket comes with `Jailed`, else in a sandbox of this worker's own.
    What needs no jail is done before it is there.
    """
    from grader.batch import unit
    from grader.catalog import default_root
    from grader.sandbox.choose import open_sandbox

    os.setpgid(0, 0)  # signals to the group of whoever grades are not for us: the closed line is
    connection = Connection(line)
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()
    try:
        connection.send_bytes(pack(Ready(pid=os.getpid())))
        setup = unpack(connection.recv_bytes())
        assert isinstance(setup, Setup)
        opened = partial(
            open_sandbox,
            accept_no_sandbox=setup.accept_no_sandbox,
            preload=setup.preload,
            hidden=[Path(place) for place in setup.hidden],
            beside=[Path(place) for place in setup.beside],
        )
        roots = [Path(root) if root else default_root() for root in setup.roots]
        device = Device(gpu=setup.gpu, fallback=setup.gpu_missing)
        bench = unit.Bench(roots, setup, device=device)
        while True:
            job = unpack(connection.recv_bytes())
            if isinstance(job, Look):
                connection.send_bytes(pack(unit.look(job)))
            elif isinstance(job, Course):
                connection.send_bytes(pack(unit.facts_of(job.ids, bench)))
            elif isinstance(job, Soon):
                for _ in unit.getting_ready(job.ids, bench):
                    if connection.poll(0):  # the jail has come, or a job
                        break
            elif isinstance(job, Jailed):
                here = partial(opened, job.level)
                bench.enter(job, here(control=_template(line) if job.shared else None), partial(here, device=device))
            elif isinstance(job, Job):
                _grade(connection, job, bench)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # whoever waited for us is gone: so is the work


def _template(line: int) -> socket.socket:
    """The socket of the shared template, sent over the worker's own line."""
    with socket.socket(fileno=os.dup(line)) as ours:
        _, (descriptor, *_), _, _ = socket.recv_fds(ours, 1, 1)
    return socket.socket(fileno=descriptor)


def _end_with(line: int) -> None:
    """Ends this process in the middle of its work once whoever waits for it is gone."""
    poll = select.poll()
    poll.register(line, select.POLLRDHUP)
    while not poll.poll():
        pass
    os._exit(1)


def _grade(connection: Connection, job: Job, bench: "unit.Bench") -> None:
    from grader.batch import unit

    try:
        connection.send_bytes(pack(Limit(seconds=unit.limit_of(job, bench))))
        done = unit.grade(job, bench, lambda text: connection.send_bytes(pack(Say(text=text))))
    except GraderError as error:
        done = Done(standing="ungraded", why=str(error))
    connection.send_bytes(pack(done))
    sys.stdout.flush()
