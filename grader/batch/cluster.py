"""The same unit of work on a Dask cluster: `--scheduler tcp://host:8786` in place of workers on this machine.

Every thread of a Dask worker keeps a Pool of one: a mother and a jail of its own, warm for the whole cohort. A worker
that is killed loses nothing: its submissions are given to others by the scheduler. What trains asks for the Dask
resource `GPU` where workers declare it (https://distributed.dask.org/en/stable/resources.html).
"""

import os
import queue
import re
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from grader.batch.asked import Lost
from grader.batch.job import Done, Job, Message, Setup, pack, unpack
from grader.errors import GraderError, GraderFault, UsageError

if TYPE_CHECKING:
    from distributed import Future

_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?\[?[\w.:-]+\]?:\d{1,5}")
_CONNECT_S = 20.0
_WORKERS_S = 60.0
_AHEAD = 2
"""So many submissions a thread are with the cluster at once: the next one is there when one is done."""
_COUNTED_S = 5.0


class Cluster:
    """See grader.batch.asked.Workers. Raises GraderError where the cluster cannot be used, with what to do."""

    def __init__(
        self, address: str, versions: dict[str, str], say: Callable[[str], None], *, device: str = "auto"
    ) -> None:
        if not _ADDRESS.fullmatch(address):
            raise UsageError(f"--scheduler {address} is no address of a scheduler; one is like tcp://host:8786.")
        try:
            import distributed
        except ImportError:
            raise UsageError(
                "--scheduler needs Dask on this machine and on the workers:  pip install 'cnn-grader[cluster]'"
            ) from None
        say(f"connecting to {address}")
        try:
            self._client = distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise GraderFault(f"The scheduler at {address} cannot be reached: {error}") from None
        self._done: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._futures: dict[int, Future[bytes]] = {}
        self._counted = 0.0
        self._threads = 0
        try:
            say("waiting for the cluster's workers")
            try:
                self._client.wait_for_workers(1, timeout=_WORKERS_S)
            except (TimeoutError, distributed.TimeoutError):
                raise GraderFault(f"The cluster at {address} has had no worker for {_WORKERS_S:.0f} s.") from None
            self._demand_versions(versions)
            self.gpus = self._gpus() if device != "cpu" else 0
            if device.startswith("cuda") and not self.gpus:
                raise UsageError(
                    "--device cuda: no worker of the cluster has the resource GPU; start them with --resources GPU=1."
                )
        except BaseException:
            self._client.close()
            raise
        self._versions = versions
        self._setup = b""

    def begin(self, setup: Setup) -> None:
        """What every worker is told first."""
        self._setup = pack(setup)

    @property
    def free(self) -> int:
        """How many submissions can be sent now."""
        if time.monotonic() - self._counted > _COUNTED_S:  # workers come and go
            self._counted, self._threads = time.monotonic(), sum(self._client.nthreads().values())
        return max(1, _AHEAD * self._threads) - self.running

    @property
    def running(self) -> int:
        """How many are with the cluster."""
        return len(self._futures)

    def give(self, ticket: int, message: Message, *, gpu: bool = False) -> None:
        """Sends one."""
        resources = {"GPU": 1} if gpu and self.gpus else None
        future = self._client.submit(
            do, self._setup, pack(message), self._versions, pure=False, resources=resources, retries=0
        )
        self._futures[ticket] = future
        future.add_done_callback(lambda _: self._done.put(ticket))

    def wait(self, seconds: float) -> list[tuple[int, Message | Lost]]:
        """What has come back within so many seconds."""
        found = []
        try:
            ticket = self._done.get(timeout=seconds)
            while True:
                found.append((ticket, self._result(self._futures.pop(ticket))))
                ticket = self._done.get_nowait()
        except queue.Empty:
            return found

    def prepare(self, ids: Sequence[str], jobs: int) -> None:
        """Nothing: its workers are there already, or come when they like."""

    def look_after(self) -> None:
        """The scheduler looks after its workers."""

    def close(self) -> None:
        """Takes back what has not been done."""
        for future in self._futures.values():
            future.cancel()
        self._futures.clear()
        self._client.close()

    def _result(self, future: "Future[bytes]") -> Message | Lost:
        try:
            return unpack(future.result())
        except GraderError as error:
            return Lost(str(error))
        except Exception as error:  # KilledWorker, cancelled, an exception of the worker's own
            return Lost(f"The cluster could not do it: {type(error).__name__}: {error}"[:300])

    def _demand_versions(self, ours: dict[str, str]) -> None:
        """Raises GraderFault where a worker has another grader or torch: scores would not mean the same."""
        try:
            theirs: dict[str, dict[str, str]] = self._client.run(_versions)
        except Exception as error:
            raise GraderFault(
                f"The cluster's workers cannot import the grader ({type(error).__name__}: {error}). Install the same "
                "grader there."
            ) from None
        for worker, found in theirs.items():
            if found != ours:
                raise GraderFault(f"The worker {worker} has {_told(found)}; here it is {_told(ours)}. Make them equal.")

    def _gpus(self) -> int:
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        return int(sum(worker.get("resources", {}).get("GPU", 0) for worker in workers.values()))


def do(setup: bytes, message: bytes, versions: dict[str, str]) -> bytes:
    """One unit of work, on a worker of the cluster."""
    if versions != _versions():
        raise GraderFault(f"this worker has {_told(_versions())}, and {_told(versions)} was asked for")
    return pack(_desk(setup).ask(unpack(message)))


class _Desk:
    """What a thread of a Dask worker keeps between two submissions."""

    def __init__(self, setup: Setup) -> None:
        from grader.batch.pool import Pool

        if setup.gpu is not None:  # which of the machine's GPUs is this worker's
            mine = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0]
            setup = setup.model_copy(update={"gpu": int(mine) if mine.isdigit() else 0})
        self._pool = Pool(setup, 1)
        self._tickets = 0

    def ask(self, message: Message) -> Message:
        """One message in, one out; a process that is lost under it is started again for the next."""
        self._tickets += 1
        self._pool.give(self._tickets, message)
        while True:
            for _, answer in self._pool.wait(1.0):
                if isinstance(answer, Lost):
                    self._pool.look_after()
                    if not isinstance(message, Job):
                        raise GraderFault(answer.why)
                    return Done(standing="ungraded", why=answer.why, again=True)
                if isinstance(answer, Done) and answer.again:
                    self._pool.look_after()
                return answer

    def close(self) -> None:
        self._pool.close()


_desks: dict[tuple[int, bytes], _Desk] = {}
"""By thread and setup; a thread that is asked by another cohort closes the last one's."""


def _desk(setup: bytes) -> _Desk:
    thread = threading.get_ident()
    if (thread, setup) not in _desks:
        for key in [key for key in _desks if key[0] == thread]:
            _desks.pop(key).close()
        told = unpack(setup)
        assert isinstance(told, Setup)
        _desks[thread, setup] = _Desk(told)
    return _desks[thread, setup]


def _versions() -> dict[str, str]:
    from grader.batch.worker import versions

    return versions()


def _told(versions: dict[str, Any]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())
