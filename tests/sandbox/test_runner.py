"""The time of a submission, over all of its sessions."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.model import Limits, Opened, Submission
from grader.sandbox import Plan
from grader.sandbox.fake import FakeSandbox, FakeSession
from grader.sandbox.runner import Runner


class Clock:
    """Passes only where it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


class Slow(FakeSandbox):
    """Its template has died: to start it again takes 30 s, to load the submission 2."""

    clock: Clock

    def open(self, *arguments: Any, **named: Any) -> FakeSession:
        session = super().open(*arguments, **named)
        self.clock.now += 32.0
        session.opened = Opened(ended="ok", wall_s=2.0)
        return session


def test_a_template_that_is_started_again_takes_no_time_of_the_submissions(
    module: Callable[[str], tuple[Submission, Plan]], limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Slow(lambda x, k=1: x)
    sandbox.clock = Clock()
    monkeypatch.setattr("grader.sandbox.runner.time", sandbox.clock)
    with Runner(sandbox, *module("def f(x, k=1):\n    return x"), limits) as runner:
        runner.open()
        assert not runner.out_of_time
        runner.renew()
        runner.open()
        sandbox.clock.now += limits.total_s - 4.1
        assert not runner.out_of_time
        sandbox.clock.now += 0.2
        assert runner.out_of_time
