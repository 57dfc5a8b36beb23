"""Verifies many tasks in processes of their own, a jail in each; the results come in the order of the tasks."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

from grader.catalog import Catalog
from grader.errors import GraderError, GraderFault, TaskError
from grader.sandbox.choose import open_sandbox
from grader.verify.prove import verify_task
from grader.verify.rows import Verified, unproved

_worker: dict[str, Any] = {}
"""What a worker process keeps: its catalogue, its jail, and the queue for what it is doing."""

_LOOKED_S = 0.2
"""So often it is looked what the workers say they are doing."""


def load_all(catalog: Catalog, names: Sequence[str] | None) -> tuple[list[str], list[Verified]]:
    """The ids of the named tasks, else of all in the order of the course; and those that cannot be loaded, with why."""
    specs, broken = [], []
    for name in names or catalog.ids:
        try:
            specs.append(catalog.get(name))
        except TaskError as error:
            broken.append(unproved(name, "it can be loaded", str(error)))
    ordered = specs if names else sorted(specs, key=lambda spec: (spec.order, spec.id))
    return [spec.id for spec in ordered], broken


def verify_many(
    roots: Sequence[Path],
    ids: Sequence[str],
    jobs: int,
    *,
    calibrate: bool,
    hidden: Sequence[Path],
    secrets: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[Verified]:
    """One result a task; `say` is told what is being done meanwhile.

    Raises GraderFault where a worker is lost, GraderError where we fail in it. A task's fault is a row that is not ok.
    """
    if not ids:
        return
    last = ""

    def told(said: str) -> None:
        nonlocal last
        last = said
        say(said)

    context = multiprocessing.get_context("spawn")  # a fork of a process that has used torch's threads may hang
    doing = context.SimpleQueue()
    pool = ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_start, initargs=(list(roots), list(hidden), doing)
    )
    try:
        # Ctrl-C is ours to answer: the workers are born with it blocked and ignore it from their first line on
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            results = [pool.submit(_verify, task_id, calibrate, secrets) for task_id in ids]
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for result in results:
            verified = _awaited(result, doing, told)
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
            told_last = f" The last thing that was heard: {last}." if last else ""
            raise GraderFault(
                f"A process that verified tasks was lost.{told_last} Does that task end its process (os._exit), or is "
                "there too little memory? Try --jobs 1, or name the tasks one by one."
            ) from None
        raise


def _awaited(result: "Future[Verified | str]", doing: Any, say: Callable[[str], None]) -> Verified | str:
    """The result, once it is there; until then what the workers say is passed on."""
    while not wait([result], timeout=_LOOKED_S).done:
        said = None
        while not doing.empty():
            said = doing.get()
        if said is not None:
            say(said)
    return result.result()


def _start(roots: list[Path], hidden: list[Path], doing: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    import torch

    torch.set_num_threads(1)
    _worker["catalog"] = Catalog(roots)
    _worker["jail"] = open_sandbox(hidden=hidden, beside=[root.resolve().parent for root in roots])
    _worker["doing"] = doing


def _verify(task_id: str, calibrate: bool, secrets: int | None) -> Verified | str:
    try:
        spec = _worker["catalog"].get(task_id)
        say = _worker["doing"].put
        return verify_task(spec, _worker["jail"], calibrate=calibrate, secrets=secrets, say=say)
    except TaskError as error:  # it was loaded before, but files change
        return unproved(task_id, "it can be loaded", str(error))
    except GraderError as error:  # as text: not every exception survives the way between processes
        return str(error)
