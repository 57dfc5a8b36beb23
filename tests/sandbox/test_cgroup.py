"""Control groups: a hard limit behind the watch, where the machine allows them; nothing of them is left."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import torch

from grader.authoring import Call
from grader.model import Limits
from grader.sandbox import cgroup
from grader.sandbox.cgroup import Group, find_groups
from grader.sandbox.jail import Jail
from grader.sandbox.session import EndedFromOutside, JailSession
from tests.sandbox.conftest import Module

X = torch.tensor([1.0, 2.0])
HOARD = """
def f(x, k=1):
    for number in range(k):
        with open(f"/tmp/{number}", "wb") as out:
            out.write(bytes(1 << 20))
    return x
"""


@pytest.fixture
def groups() -> cgroup.Groups:
    found = find_groups()
    if found is None:
        pytest.skip("no control groups here: neither root with version 1 nor a delegated version 2")
    return found


def ours(groups: cgroup.Groups) -> list[Path]:
    return list(groups.parent.glob(f"grader-{os.getpid()}-[0-9]*"))


@pytest.mark.jail
def test_a_submission_sits_in_a_group_of_its_own_and_the_group_goes_with_it(
    groups: cgroup.Groups, jail: Jail, module: Module, limits: Limits
) -> None:
    jail._drop_ahead()
    before = ours(groups)
    with jail.open(*module("def f(x, k=1):\n    return x"), limits) as session:
        assert session.call(Call(X), seed=1).ended == "ok"
        jail._drop_ahead()  # the next child has a group, too
        (made,) = set(ours(groups)) - set(before)
        assert len((made / "cgroup.procs").read_text().split()) == 1
    assert ours(groups) == before


@pytest.mark.jail
def test_what_no_process_maps_is_limited_too(
    groups: cgroup.Groups, jail: Jail, module: Module, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files in the jail's /tmp, beyond a limit set lower than their cap: only the kernel sees them."""
    new = cgroup.Groups.new
    monkeypatch.setattr(cgroup.Groups, "new", lambda self, pid, limit: new(self, pid, 64 << 20))
    for _ in range(2):  # the first child may have been in its group before; the one forked ahead of the second is not
        with jail.open(*module(HOARD), limits) as session:
            ended = session.call(Call(X, k=150), seed=1).ended
    assert ended == "memory"
    monkeypatch.undo()
    jail._drop_ahead()


@pytest.mark.jail
def test_within_the_limit_files_are_free(jail: Jail, module: Module, limits: Limits) -> None:
    with jail.open(*module(HOARD), limits) as session:
        assert session.call(Call(X, k=100), seed=1).ended == "ok"


def test_groups_of_a_killed_grader_are_removed_by_the_next(groups: cgroup.Groups) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left = groups.parent / f"grader-{int(gone.stdout)}-0"
    left.mkdir()
    find_groups.cache_clear()
    assert find_groups() == groups
    assert not left.exists()


def test_groups_of_workers_that_are_just_ending_go_with_them(groups: cgroup.Groups) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as worker:
        group = groups.parent / f"grader-{worker.pid}-7"
        group.mkdir()
        (group / "cgroup.procs").write_text(str(worker.pid))
        threading.Timer(0.1, worker.kill).start()
        threading.Timer(0.1, worker.wait).start()
        cgroup.remove_of([worker.pid])
    assert not group.exists()


def test_the_group_of_a_worker_goes_though_nobody_asks_for_the_workers_end(groups: cgroup.Groups) -> None:
    """Its mother ends before it, and in a container the first process may reap late or never."""
    worker = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays to be asked for
    group = groups.parent / f"grader-{worker.pid}-7"
    group.mkdir()
    cgroup.remove_of([worker.pid])
    assert not group.exists()
    worker.wait()


def test_the_events_of_both_versions_are_read(tmp_path: Path) -> None:
    for version, name, text in (
        (1, "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill {}\n"),
        (2, "memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill {}\noom_group_kill 0\n"),
    ):
        group = Group(version, tmp_path)  # type: ignore[arg-type]
        for count in (0, 1):
            (tmp_path / name).write_text(text.format(count))
            assert group.exceeded is bool(count)
            assert not group.starved


def test_a_kill_without_a_limit_that_was_reached_is_the_machines(tmp_path: Path) -> None:
    first, second = Group(1, tmp_path), Group(2, tmp_path)
    (tmp_path / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n")
    (tmp_path / "memory.events").write_text("low 0\nhigh 0\nmax 7\noom 0\noom_kill 1\noom_group_kill 0\n")
    (tmp_path / "memory.limit_in_bytes").write_text(f"{64 << 20}\n")
    (tmp_path / "memory.max_usage_in_bytes").write_text(f"{20 << 20}\n")
    assert [(one.exceeded, one.starved) for one in (first, second)] == [(False, True)] * 2
    (tmp_path / "memory.memsw.max_usage_in_bytes").write_text(f"{64 << 20}\n")
    assert (first.exceeded, first.starved) == (True, False)


@pytest.mark.jail
def test_a_machine_without_memory_is_no_fault_of_the_submission(
    groups: cgroup.Groups, jail: Jail, module: Module, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its group may hold far more than what is around the group."""
    if groups.version == 2:
        pytest.skip("a group of groups needs a delegation of its own there")
    machine = groups.parent / f"grader-{os.getpid()}-machine"
    machine.mkdir()
    (machine / "memory.limit_in_bytes").write_text(str(150 << 20))
    new = cgroup.Groups.new
    tight = groups._replace(parent=machine)
    monkeypatch.setattr(cgroup.Groups, "new", lambda self, pid, limit: new(tight, pid, limit))
    jail._drop_ahead()
    hungry = "def f(x, k=1):\n    kept = b'1' * (300 << 20)\n    return x"
    with jail.open(*module(hungry), limits) as session, pytest.raises(EndedFromOutside, match="fewer --jobs"):
        session.call(Call(X), seed=1)
    jail._drop_ahead()
    machine.rmdir()


def test_version_2_is_used_where_the_memory_controller_is_delegated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids\n")
    (tmp_path / "cgroup.subtree_control").write_text("")
    cgroup._delegate(tmp_path)
    assert (tmp_path / "cgroup.subtree_control").read_text() == "+memory"
    (tmp_path / "cgroup.controllers").write_text("cpu pids\n")
    with pytest.raises(OSError, match="no memory controller"):
        cgroup._delegate(tmp_path)


@pytest.mark.jail
def test_without_groups_everything_else_works(
    jail: Jail, module: Module, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    jail._drop_ahead()
    monkeypatch.setattr("grader.sandbox.session.find_groups", lambda: None)
    with jail.open(*module("def f(x, k=1):\n    return x"), limits) as session:
        assert isinstance(session, JailSession)
        assert session.call(Call(X), seed=1).ended == "ok"
