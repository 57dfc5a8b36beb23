"""A bubblewrap for every submission: its limits, what it shares with the next one (nothing), how it ends."""

import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.authoring import Call
from grader.errors import GraderFault, JailLost
from grader.model import Limits, Submission
from grader.sandbox import Plan
from grader.sandbox.bubblewrap import LevelRefused
from grader.sandbox.cold import ColdJail

pytestmark = pytest.mark.jail
Module = Callable[[str], tuple[Submission, Plan]]
X = torch.ones(2)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("def f(x, k=1):\n    while True: pass", "timeout"),
        ("def f(x, k=1):\n    import os; os._exit(0)", "crashed"),
        ("def f(x, k=1):\n    import os; os.abort()", "crashed"),
        ("def f(x, k=1):\n    while True: print('x' * 100000)", "output"),
    ],
)
def test_an_end_is_told_apart(cold: ColdJail, module: Module, limits: Limits, source: str, verdict: str) -> None:
    with cold.open(*module(source), limits) as session:
        assert session.call(Call(X), seed=1).ended == verdict


def test_what_one_leaves_is_gone_with_it(cold: ColdJail, module: Module, limits: Limits) -> None:
    leaves = (
        "import os\nopen('/tmp/drop', 'w').write('here')\nopen('/dev/shm/drop', 'w').write('here')\n"
        "if os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(600)\n"
        "def f(x, k=1):\n    return sorted(p for p in os.listdir('/proc') if p.isdigit())"
    )
    finds = "import os\ndef f(x, k=1):\n    return [os.listdir('/dev/shm'), os.path.exists('/tmp/drop'), os.getpid()]"
    with cold.open(*module(leaves), limits) as session:
        assert len(session.call(Call(X), seed=1).value) == 2
    with cold.open(*module(finds), limits) as session:
        assert session.call(Call(X), seed=1).value == [[], False, 1]


def test_files_are_capped_in_number_and_size(cold: ColdJail, module: Module, limits: Limits) -> None:
    source = (
        "import os\ndef f(x, k=1):\n    made = 0\n    try:\n        for n in range(2000):\n"
        "            open(f'/tmp/{n}', 'w').close()\n            made += 1\n    except OSError:\n        pass\n"
        "    return made"
    )
    few = limits.model_copy(update={"inodes": 500, "call_s": 10.0})
    with cold.open(*module(source), few) as session:
        assert 300 < session.call(Call(X), seed=1).value <= 500


def test_a_bubblewrap_that_is_killed_is_our_loss(module: Module, limits: Limits) -> None:
    source = "import time\ndef f(x, k=1):\n    time.sleep(20)\n    return x"
    patient = limits.model_copy(update={"call_s": 30.0, "total_s": 60.0})
    with ColdJail(preload=(), lasting=False) as jail:
        session: Any = jail.open(*module(source), patient)
        with session:
            threading.Timer(0.3, session._pipes._process.kill).start()
            with pytest.raises(JailLost):
                session.call(Call(X), seed=1)
        with jail.open(*module("def f(x, k=1):\n    return x"), patient) as again:
            assert again.call(Call(X), seed=1).ended == "ok"


def test_a_jail_that_was_never_used_leaves_no_process_and_no_descriptor(module: Module, limits: Limits) -> None:
    before = set(os.listdir("/proc/self/fd"))
    with ColdJail(preload=(), lasting=False) as jail:
        assert jail._next is not None
        pid = jail._next._process.pid
    assert not os.path.exists(f"/proc/{pid}")
    assert set(os.listdir("/proc/self/fd")) <= before
    with jail.open(*module("def f(x, k=1):\n    return k"), limits) as session:
        assert session.call(Call(X), seed=1).value == 1
    assert set(os.listdir("/proc/self/fd")) <= before


def test_a_bubblewrap_that_may_not_start_is_another_level_s_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        refusing = Path(folder) / "bwrap"
        refusing.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
        for path in (refusing, refusing.parent):  # whom the jail becomes may start it
            path.chmod(0o755)
        monkeypatch.setattr("grader.sandbox.cold.find_bwrap", lambda: str(refusing))
        with ColdJail(preload=(), lasting=False) as jail, pytest.raises(LevelRefused, match="User namespaces"):
            jail.wait_ready()


def test_an_interpreter_that_does_not_start_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.bubblewrap._BOOT", "raise SystemExit('no module named torch')")
    with ColdJail(preload=(), lasting=False) as jail, pytest.raises(GraderFault, match="lacks a package") as raised:
        jail.wait_ready()
    assert not isinstance(raised.value, LevelRefused)
