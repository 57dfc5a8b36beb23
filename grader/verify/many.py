"""Verifies many tasks in processes of their own, a jail in each; the results come in the order of the tasks."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from grader.catalog import Catalog
from grader.errors import GraderError, GraderFault
from grader.sandbox.jail import Jail
from grader.verify.prove import Verified, verify_task

_worker: dict[str, Any] = {}
"""What a worker process keeps: its catalogue and its jail."""


def verify_many(
    roots: Sequence[Path], ids: Sequence[str], jobs: int, *, calibrate: bool, hidden: Sequence[Path]
) -> Iterator[Verified]:
    """One result a task. Raises GraderFault where a worker is lost, GraderError what a task's proof raises."""
    context = multiprocessing.get_context("spawn")  # a fork of a process that has used torch's threads may hang
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(list(roots), list(hidden)))
    try:
        # Ctrl-C is ours to answer: the workers are born with it blocked and ignore it from their first line on
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            results = [pool.submit(_verify, task_id, calibrate) for task_id in ids]
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for result in results:
            verified = result.result()
            if isinstance(verified, str):
                raise GraderError(verified)
            yield verified
        pool.shutdown()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would only disturb the tidying up
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.kill()  # its jail dies with it
        pool.shutdown(wait=False)  # what waits fails at once: the pool is broken
        if type(error).__name__ == "BrokenProcessPool":
            raise GraderFault("A process that verified tasks was lost; is there enough memory? Try --jobs 1.") from None
        raise


def _start(roots: list[Path], hidden: list[Path]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    import torch

    torch.set_num_threads(1)
    _worker["catalog"] = Catalog(roots)
    _worker["jail"] = Jail(hidden=hidden, beside=[root.resolve().parent for root in roots])


def _verify(task_id: str, calibrate: bool) -> Verified | str:
    try:
        return verify_task(_worker["catalog"].get(task_id), _worker["jail"], calibrate=calibrate)
    except GraderError as error:  # as text: not every exception survives the way between processes
        return str(error)
