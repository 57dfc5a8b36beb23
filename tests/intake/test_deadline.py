"""No file may hold the trusted process up: what takes too long is broken off and refused."""

import signal
import threading
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.intake import read, read_submission
from grader.intake.deadline import Overrun, within


def endless() -> None:
    while True:
        pass


def test_a_block_that_takes_too_long_is_broken_off_and_leaves_no_alarm() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(Overrun) as late, within(0.02):
        endless()
    assert late.value.seconds == 0.02
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)) == (before, (0.0, 0.0))


def test_an_earlier_deadline_outside_stays_in_force() -> None:
    with pytest.raises(Overrun) as late, within(0.02), within(60):
        endless()
    assert late.value.seconds == 0.02


def test_an_earlier_deadline_inside_leaves_the_outer_one_running() -> None:
    with within(60):
        with pytest.raises(Overrun), within(0.02):
            endless()
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60


def test_an_alarm_that_is_swallowed_comes_again() -> None:
    caught = 0
    with within(0.02):
        while caught < 2:
            try:
                endless()
            except Overrun:
                caught += 1
    assert caught == 2


def test_outside_the_main_thread_nothing_is_bounded() -> None:
    timers = []

    def work() -> None:
        with within(60):
            timers.append(signal.getitimer(signal.ITIMER_REAL))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert timers == [(0.0, 0.0)]


@pytest.mark.parametrize(("lang", "words"), [("en", "took longer than 0.02 s"), ("ru", "больше 0.02 с")])
def test_a_submission_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch, lang, words: str) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1")
    monkeypatch.setattr(read, "READ_SECONDS", 0.02)
    monkeypatch.setattr(read, "read_module", lambda *_: endless())
    with pytest.raises(SubmissionError, match=words):
        read_submission(path, lang)
