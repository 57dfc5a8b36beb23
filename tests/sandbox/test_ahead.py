"""What a jail starts before it is needed: the next child, and a template that is told later what to preload."""

import errno
import os
import signal
from collections.abc import Callable

import pytest
import torch

from grader.authoring import Call
from grader.model import Limits, Submission
from grader.sandbox import Plan
from grader.sandbox.jail import Jail
from tests.sandbox.test_jail import ended, ends

pytestmark = pytest.mark.jail
Module = Callable[[str], tuple[Submission, Plan]]
X = torch.ones(2)


def test_the_next_child_is_forked_ahead_and_is_replaced_where_it_was_killed(module: Module, limits: Limits) -> None:
    good = "import os\ndef f(x, k=1):\n    return x * 2"
    with Jail(preload=()) as jail:
        assert ended(jail, module, limits, good) == "ok"
        ahead = jail._ahead
        assert ahead is not None
        with jail.open(*module(good), limits) as session:
            assert session._pipes is ahead._pipes  # that very one
            assert session.call(Call(X), seed=1).ended == "ok"
        assert jail._ahead is not None
        signal.pidfd_send_signal(jail._ahead.taken().pidfd, signal.SIGKILL)
        assert ended(jail, module, limits, good) == "ok"
        assert jail.restarts == 0


def test_a_child_that_waits_under_other_limits_is_not_taken(module: Module, limits: Limits) -> None:
    good = "def f(x, k=1):\n    return x * 2"
    with Jail(preload=()) as jail:
        assert ended(jail, module, limits, good) == "ok"
        ahead = jail._ahead
        other = limits.model_copy(update={"memory_bytes": limits.memory_bytes // 2})
        with jail.open(*module(good), other) as session:
            assert ahead is not None
            assert session._pipes is not ahead._pipes
            assert session.call(Call(X), seed=1).ended == "ok"


def test_a_jail_that_is_closed_leaves_no_child_that_waits(module: Module, limits: Limits) -> None:
    with Jail(preload=()) as jail:
        assert ended(jail, module, limits, "def f(x, k=1):\n    return x") == "ok"
        assert jail._ahead is not None
        waiting = os.dup(jail._ahead.taken().pidfd)
    assert ends(waiting)
    os.close(waiting)


def test_a_child_that_is_dropped_before_it_is_there_is_not_waited_for(
    limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Jail] = []
    monkeypatch.setattr(Jail, "_last_words", lambda self: asked.append(self) or "")
    with Jail(preload=()) as jail:
        jail.wait_ready()
        assert jail._process is not None
        os.killpg(jail._process.pid, signal.SIGSTOP)  # nothing comes up
        jail._spawn_ahead(limits)
        assert jail._ahead is not None
        jail._drop_ahead()
        os.killpg(jail._process.pid, signal.SIGCONT)
    assert asked == []


@pytest.mark.parametrize("lacking", ["descriptors", "threads"])
def test_a_next_child_that_cannot_be_had_costs_the_present_one_nothing(
    module: Module, limits: Limits, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files") if lacking == "descriptors" else RuntimeError("no thread")

    with Jail(preload=()) as jail:
        fork = jail._fork
        if lacking == "descriptors":
            monkeypatch.setattr(jail, "_fork", lambda: refuse() if forked else fork())
        else:
            monkeypatch.setattr("grader.sandbox.jail._Next", refuse)
        forked: list[int] = []
        spawn = jail._spawn
        monkeypatch.setattr(jail, "_spawn", lambda limits: (spawn(limits), forked.append(1))[0])
        assert ended(jail, module, limits, "def f(x, k=1):\n    return x * 2") == "ok"
        assert jail._ahead is None


LOADED = """
import sys

import torch


def f(x, k=1):
    return torch.tensor([float(name in sys.modules) for name in ("torchvision", "ipykernel")])
"""


@pytest.mark.parametrize("told", [("vision",), ("notebook",), (), None])
def test_what_to_preload_may_be_told_later(module: Module, limits: Limits, told: tuple[str, ...] | None) -> None:
    """And where nobody tells it before it is needed, all is preloaded."""
    with Jail(preload=None) as jail:
        if told is not None:
            jail.tell(told)
            jail.tell(("training",))  # what was told first holds
        with jail.open(*module(LOADED), limits) as session:
            returned = session.call(Call(X), seed=1)
    there = ["vision", "notebook"] if told is None else told
    assert returned.value.data.tolist() == [float(name in there) for name in ("vision", "notebook")]


def test_a_jail_that_is_closed_before_it_is_told_leaves_no_process() -> None:
    jail = Jail(preload=None)
    assert jail._process is not None
    pidfd = os.pidfd_open(jail._process.pid)
    jail.close()
    assert ends(pidfd)
    os.close(pidfd)
