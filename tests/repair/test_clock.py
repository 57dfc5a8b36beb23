"""How long a change may take: on a busy machine what is right must not look as if it hung."""

import pytest

from grader.inside import tries


@pytest.mark.parametrize(
    ("used", "waited", "excused"),
    [(0.01, 0.2, True), (0.06, 0.2, False), (0.01, 1.0, False)],
    ids=["others had the processor", "it used its time", "it waits for something"],
)
def test_a_case_is_excused_while_others_have_the_processor(
    monkeypatch: pytest.MonkeyPatch, used: float, waited: float, excused: bool
) -> None:
    clock = tries._Clock(0.05)
    monkeypatch.setattr(tries, "_PROCESS_TIME", lambda: clock._used + used)
    monkeypatch.setattr(tries, "_MONOTONIC", lambda: clock._began + waited)
    assert clock.excuses() is excused
