"""Which level is taken: the first that starts, only those that are allowed, and the report says why."""

from typing import Any

import pytest

from grader.errors import GraderFault, UsageError
from grader.sandbox.bubblewrap import LevelRefused
from grader.sandbox.choose import Chosen, demand_level, describe_fallback, open_sandbox
from grader.sandbox.fake import FakeSandbox


class Fake(FakeSandbox):
    """A sandbox of some level that does not start, at once or when it is waited for."""

    def __init__(self, level: str, early: str = "", late: str = "") -> None:
        super().__init__(None)
        self.level, self._late, self.closed = level, late, False
        if early:
            raise LevelRefused(early)

    def wait_ready(self) -> None:
        if self._late:
            raise LevelRefused(self._late)

    def close(self) -> None:
        self.closed = True


def chosen(**levels: dict[str, str]) -> tuple[Chosen, list[Fake]]:
    made: list[Fake] = []

    def start(level: str, _preload: Any) -> Any:
        made.append(Fake(level, **levels[level]))
        return made[-1]

    return Chosen(list(levels), start), made


def test_the_best_that_starts_is_taken() -> None:
    sandbox, made = chosen(ns={}, flat={})
    sandbox.wait_ready()
    assert (sandbox.level, len(made), sandbox.refused) == ("ns", 1, {})
    assert describe_fallback(sandbox, "en") == ""


def test_a_level_that_is_refused_is_closed_and_the_next_one_started() -> None:
    sandbox, made = chosen(ns={"late": "No namespaces.\nMore."}, flat={"early": "No Landlock."}, cold={})
    assert sandbox.level == "ns"
    sandbox.wait_ready()
    assert (sandbox.level, made[0].closed) == ("cold", True)
    assert sandbox.refused == {"ns": "No namespaces.\nMore.", "flat": "No Landlock."}
    assert "Level ns was refused by this machine, so it was run at level cold: No namespaces." in (
        describe_fallback(sandbox, "en")
    )
    assert "cold" in describe_fallback(sandbox, "ru")


def test_a_level_that_is_refused_for_a_moment_only_is_started_again() -> None:
    made: list[Fake] = []

    def start(level: str, _preload: Any) -> Any:
        made.append(Fake(level, late="" if made else "Resource temporarily unavailable."))
        return made[-1]

    sandbox = Chosen(["ns", "flat"], start)
    sandbox.wait_ready()
    assert (sandbox.level, sandbox.refused, [one.closed for one in made]) == ("ns", {}, [True, False])


def test_where_every_level_is_refused_all_reasons_are_said() -> None:
    sandbox, _ = chosen(ns={"late": "No namespaces."}, cold={"early": "No bubblewrap."})
    with pytest.raises(GraderFault, match="No namespaces") as raised:
        sandbox.wait_ready()
    assert "Level cold: No bubblewrap." in str(raised.value)


def test_the_one_level_that_was_asked_for_does_not_fall_back() -> None:
    sandbox, _ = chosen(cold={"late": "No bubblewrap."})
    with pytest.raises(LevelRefused, match=r"^No bubblewrap\.$"):
        sandbox.wait_ready()


def test_what_is_told_later_holds_for_the_levels_that_are_started_after_it() -> None:
    preloads: list[Any] = []

    def start(level: str, preload: Any) -> Any:
        preloads.append(preload)
        return Fake(level, late="No namespaces." if level == "ns" else "")

    sandbox = Chosen(["ns", "flat"], start, None)
    sandbox.tell(("vision",))
    sandbox.wait_ready()
    assert (preloads[0], set(preloads[1:])) == (None, {("vision",)})


def test_another_fault_than_a_refusal_is_not_gone_round() -> None:
    class Broken(Fake):
        def wait_ready(self) -> None:
            raise GraderFault("The interpreter lacks a package.")

    sandbox = Chosen(["ns", "process"], lambda level, _preload: Broken(level))
    with pytest.raises(GraderFault, match="lacks a package"):
        sandbox.wait_ready()


@pytest.mark.parametrize("by_variable", [True, False])
def test_without_a_jail_only_ones_own_code_is_run(by_variable: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if by_variable:
        monkeypatch.setenv("GRADER_ISOLATION", "process")
    asked = None if by_variable else "process"
    with pytest.raises(UsageError, match="--i-accept-no-sandbox"):
        open_sandbox(asked)
    assert demand_level(asked, own_code=True) == "process"
    assert demand_level(asked, accept_no_sandbox=True) == "process"


def test_auto_never_ends_without_a_jail_for_other_peoples_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_ISOLATION", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    with pytest.raises(GraderFault, match="needs Linux"):
        open_sandbox(preload=(), lasting=False).wait_ready()
    with open_sandbox(preload=(), lasting=False, own_code=True) as sandbox:
        assert sandbox.level == "process"


def test_a_level_that_does_not_exist_is_said() -> None:
    with pytest.raises(UsageError, match="gvisor is not one of auto, ns, flat, cold, process"):
        demand_level("gvisor")


def test_a_level_that_is_named_counts_more_than_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_ISOLATION", "cold")
    assert demand_level(None) == "cold"
    assert demand_level("ns") == "ns"
