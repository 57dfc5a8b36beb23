"""Workers on this machine: one template, one mother, N forks of her; lost ones are started again.

The one who grades the cohort is a single loop: `give` jobs while `free`, then `wait` for what has come of them.
"""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path

from grader.batch import early
from grader.batch.asked import Lost
from grader.batch.job import Done, Jailed, Job, Limit, Message, Ready, Say, Setup, Soon, pack, unpack
from grader.errors import GraderFault
from grader.sandbox.cgroup import remove_of
from grader.sandbox.choose import describe_fallback

_START_S = 180.0
_LOOK_S = 300.0
"""A file that is only read, or tasks that are only loaded, are done long before."""


class _Worker:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.pid = 0
        self.ticket: int | None = None
        self.deadline = float("inf")
        self.jailed = False
        """Whether it has been told of the jail: what is only read or loaded needs none."""
        self.stale = False
        """Whether it forks from a template that is gone: it gets no further job."""


class Pool:
    """At most `jobs` workers. Starting is in the background: the first `give` waits for it."""

    def __init__(
        self,
        setup: Setup,
        jobs: int,
        *,
        say: Callable[[str], None] = lambda _: None,
        note: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._setup = setup
        self._jobs = jobs
        self._say, self._note = say, note
        self._workers: list[_Worker] = []
        self._mother: early.Mother | None = None
        self.restarts = 0
        """How often a template or the mother had to be started again."""
        self.gpus = 0 if setup.gpu is None else 1
        walls = early.Walls(setup.isolation, setup.accept_no_sandbox, setup.hidden, setup.beside)
        self._jail = early.jail(walls, setup.preload)
        self._level_told = ""
        self._start_mother()

    @property
    def free(self) -> int:
        """How many jobs can be given now."""
        return self._jobs - self.running

    @property
    def running(self) -> int:
        """How many jobs have been given and are not done."""
        return sum(worker.ticket is not None for worker in self._workers)

    def prepare(self, ids: Sequence[str], jobs: int) -> None:
        """Has as many workers as will be needed get ready, while the jail does. Raises GraderFault."""
        while len(self._workers) < min(self._jobs, jobs):
            self._new_worker()
        for worker in self._workers:
            if worker.ticket is None and not worker.jailed:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # `give` sees that it is gone
                    worker.connection.send_bytes(pack(Soon(ids=tuple(ids))))

    def give(self, ticket: int, message: Message, *, gpu: bool = False) -> None:
        """Starts one job. Raises GraderFault where no worker can be started."""
        worker = self._idle(jailed=isinstance(message, Job))
        worker.ticket = ticket
        worker.deadline = time.monotonic() + _LOOK_S
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # `wait` sees that it is gone
            worker.connection.send_bytes(pack(message))

    def wait(self, seconds: float) -> list[tuple[int, Message | Lost]]:
        """What has come of jobs within so many seconds; empty where nothing has."""
        busy = {worker.connection: worker for worker in self._workers if worker.ticket is not None}
        found: list[tuple[int, Message | Lost]] = []
        for connection in wait(list(busy), seconds):
            worker = busy[connection]  # type: ignore[index]
            message = self._receive(worker)
            if isinstance(message, Limit):
                worker.deadline = time.monotonic() + message.seconds
            elif isinstance(message, Say):
                self._say(message.text)
            else:
                assert worker.ticket is not None
                found.append((worker.ticket, message))
                worker.ticket = None
                if isinstance(message, Lost):
                    self._drop(worker)
                elif isinstance(message, Done) and message.again and not worker.stale:
                    self._jail_fails = True
        now = time.monotonic()
        for worker in [one for one in self._workers if one.ticket is not None and one.deadline < now]:
            assert worker.ticket is not None
            found.append((worker.ticket, Lost("It did not answer for far longer than a submission may take.")))
            self._drop(worker)
        return found

    def look_after(self) -> None:
        """After a job was lost: starts again what is gone. Raises GraderFault where that fails twice."""
        if self._mother is None or self._mother.process.poll() is not None:
            self._renew_mother()
        # A template that is gone or mute shows in the answers before its process has ended.
        if self._jail_fails or not self._jail.alive:
            self._jail_fails = False
            self._renew_jail()

    def close(self) -> None:
        """Ends all workers, the mother and the jail at once; what they were doing is lost."""
        pids = [worker.pid for worker in self._workers if worker.pid]
        for worker in list(self._workers):
            self._drop(worker)
        self._end_mother()
        self._jail.close()
        remove_of(pids)  # each worker had a child ready for a submission that did not come

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _idle(self, *, jailed: bool) -> _Worker:
        for worker in [one for one in self._workers if one.ticket is None and one.stale]:
            self._drop(worker)
        for worker in self._workers:
            if worker.ticket is None and (worker.jailed or not jailed or self._introduce(worker)):
                return worker
        worker = self._new_worker()
        if jailed and not self._introduce(worker):
            raise GraderFault("A worker that had just come up was lost; is there too little memory? Try fewer --jobs.")
        return worker

    def _new_worker(self) -> _Worker:
        """The mother may be killed just now, so it is started a second time."""
        try:
            return self._fork()
        except GraderFault:
            self._renew_mother()
            return self._fork()

    def _introduce(self, worker: _Worker) -> bool:
        """Tells a worker of the jail, for which it waits; False where the worker is gone."""
        shared = self._shared_jail()
        said = {"en": describe_fallback(self._jail, "en"), "ru": describe_fallback(self._jail, "ru")}
        message = Jailed(level=self._jail.level, level_said=said, shared=shared is not None)
        try:
            worker.connection.send_bytes(pack(message))
            if shared is not None:
                with socket.socket(fileno=os.dup(worker.connection.fileno())) as line:
                    socket.send_fds(line, [b"J"], [shared.fileno()])
        except (BrokenPipeError, ConnectionResetError):
            self._drop(worker)
            return False
        worker.jailed = True
        return True

    def _shared_jail(self) -> socket.socket | None:
        """The socket of the template that workers share; None at levels that have none."""
        try:
            shared = self._jail.share()
        except GraderFault:
            self._renew_jail()
            shared = self._jail.share()
        said = describe_fallback(self._jail, "en")
        if said and self._level_told != self._jail.level:  # also where it changes in mid-run
            self._note(said)
        self._level_told = self._jail.level
        return shared

    def _fork(self) -> _Worker:
        self._await_mother()
        assert self._mother is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            try:
                socket.send_fds(self._mother.control, [b"W"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise GraderFault(f"No worker could be started: {error}") from None
        worker = _Worker(Connection(ours.detach()))
        ready = self._receive(worker, _START_S)
        if not isinstance(ready, Ready):
            worker.connection.close()
            raise GraderFault("A worker did not come up; is there too little memory? Try fewer --jobs.")
        worker.pid = ready.pid
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its first job will be lost
            worker.connection.send_bytes(pack(self._setup))
        self._workers.append(worker)
        return worker

    def _receive(self, worker: _Worker, seconds: float | None = None) -> Message | Lost:
        try:
            if seconds is not None and not worker.connection.poll(seconds):
                return Lost("It did not answer in time.")
            return unpack(worker.connection.recv_bytes())
        except (EOFError, OSError):
            return Lost("The process that graded it was lost (killed, or out of memory).")

    def _drop(self, worker: _Worker) -> None:
        if worker.ticket is not None and worker.pid:  # it works on something that nobody waits for
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
        worker.connection.close()
        self._workers.remove(worker)

    def _start_mother(self) -> None:
        self._mother = early.taken()
        self._mother.control.settimeout(_START_S)
        self._mother_ready = False

    _mother_ready = False
    _jail_fails = False

    def _await_mother(self) -> None:
        if self._mother_ready:
            return
        assert self._mother is not None
        try:
            message = self._mother.control.recv(16)
        except OSError:  # too slow, or killed
            message = b""
        if message != b"ready":
            raise GraderFault("The process that workers are forked from did not come up. Is the machine overloaded?")
        self._mother_ready = True

    def _renew_mother(self) -> None:
        self._end_mother()
        self.restarts += 1
        self._start_mother()

    def _renew_jail(self) -> None:
        """Its children end with it: what they were asked is lost, and asked again."""
        self._jail.close()
        self.restarts += 1
        for worker in self._workers:
            worker.stale = True
        self._jail.wait_ready()

    def _end_mother(self) -> None:
        if self._mother is not None:
            self._mother.end()
            self._mother = None


def default_jobs() -> int:
    """One a core that we may use, and no more than the memory holds."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration, ValueError):
        return cores
    return max(1, min(cores, free // (2200 << 20)))
