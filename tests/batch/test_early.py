"""What is started before a class is read, and what workers do while the jail starts."""

import os
import sys
from pathlib import Path

import pytest
import torch

from grader.authoring import Call
from grader.batch import early, unit
from grader.batch.job import Setup
from grader.batch.pool import Pool
from grader.compare import case_book
from grader.compare.cases import CaseBook
from grader.compare.smallest import rehearse
from tests.batch.conftest import SECRET, Class
from tests.batch.processes import below

WALLS = early.Walls("ns", False, ("/hidden",), ("/beside",))


@pytest.mark.jail
def test_a_jail_that_was_started_early_is_taken_where_it_has_the_walls_that_are_asked_for() -> None:
    early.begin_jail(WALLS)
    ((_, begun),) = early._JAILS
    taken = early.jail(WALLS, ())
    try:
        assert taken is begun
        assert not early._JAILS
        taken.wait_ready()
    finally:
        taken.close()


@pytest.mark.jail
@pytest.mark.parametrize("other", [{"hidden": ("/secret",)}, {"beside": ()}, {"isolation": "flat"}])
def test_one_with_other_walls_is_closed_and_never_taken(other: dict[str, object]) -> None:
    early.begin_jail(WALLS)
    ((_, begun),) = early._JAILS
    taken = early.jail(WALLS._replace(**other), ())
    taken.close()
    assert taken is not begun
    assert not begun.alive
    assert not early._JAILS


def test_none_is_started_while_results_are_to_lie_where_nothing_covers_them_yet() -> None:
    early.begin_jail(WALLS._replace(beside=(f"{sys.prefix}/lib/no results yet",)))
    assert not early._JAILS


def test_a_level_that_does_not_exist_is_said_by_whoever_asks_for_it() -> None:
    early.begin_jail(WALLS._replace(isolation="none"))
    assert not early._JAILS


@pytest.mark.jail
def test_as_many_workers_get_ready_as_jobs_will_come_and_are_gone_with_the_pool(room: Class) -> None:
    before = {one.pid for one in below(os.getpid())}
    with Pool(Setup(roots=(str(room.root),), secret=SECRET), 3) as pool:
        pool.prepare(["demo/double"], 2)
        assert len(pool._workers) == 2
        pool.prepare(["demo/double"], 2)
        assert len(pool._workers) == 2
        assert pool.free == 3
        workers = [worker.pid for worker in pool._workers]
    assert not {one.pid for one in below(os.getpid())} - before
    assert not [pid for pid in workers if Path(f"/proc/{pid}/cmdline").exists() and _runs(pid)]


def _runs(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"


def test_what_is_expected_is_worked_out_in_steps_that_may_end_after_any(room: Class) -> None:
    bench = unit.Bench([room.root], Setup(roots=(str(room.root),), secret=SECRET))
    spec = bench.catalog.get("demo/double")
    cases = [case for check in spec.checks for case in case_book(spec, SECRET).cases(check)]
    steps = unit.getting_ready(["demo/double"], bench)
    next(steps)
    assert 1 + sum(1 for _ in steps) == len(cases)
    assert not list(unit.getting_ready(["demo/nothing"], bench)), "its fault is said when it is graded"


def test_what_an_author_s_code_raises_ends_no_worker(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(book: CaseBook) -> None:
        raise RuntimeError("abs of what is no number")

    monkeypatch.setattr(unit, "rehearse", fails)
    bench = unit.Bench([room.root], Setup(roots=(str(room.root),), secret=SECRET))
    assert list(unit.getting_ready(["demo/double"], bench))


def test_a_rehearsal_leaves_no_trace_in_what_is_drawn(room: Class) -> None:
    bench = unit.Bench([room.root], Setup(roots=(str(room.root),), secret=SECRET))
    book = case_book(bench.catalog.get("demo/double"), SECRET)
    drawn = [_drawn(book.fresh(check, 1).call) for check in book.spec.checks]
    rehearse(book)
    again = CaseBook(book.spec, SECRET)
    assert [_drawn(again.fresh(check, 1).call) for check in book.spec.checks] == drawn


def _drawn(call: Call) -> list[object]:
    return [one.tolist() if isinstance(one, torch.Tensor) else one for one in (*call.args, *call.kwargs.values())]
