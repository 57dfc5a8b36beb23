"""Without namespaces of its own a submission still reaches nobody: files, signals, traces, what it leaves."""

import os
import select
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.authoring import Call
from grader.errors import GraderFault, JailLost
from grader.model import Limits, Submission
from grader.sandbox import Plan
from grader.sandbox.choose import describe_fallback, open_sandbox
from grader.sandbox.jail import Jail

pytestmark = pytest.mark.jail
Module = Callable[[str], tuple[Submission, Plan]]
X = torch.ones(2)

REACHES_FOR = """
import ctypes, fcntl, mmap, os, socket, torch
libc = ctypes.CDLL(None, use_errno=True)

def refused(act):
    try:
        act()
    except OSError:
        return True
    return False

def call(*arguments):
    if libc.syscall(*arguments) == -1:
        raise OSError(ctypes.get_errno(), "refused")

def f(x, k=1):
    pid, folder = int(x[0]), k
    read, write = os.pipe()
    tries = {
        "signal": lambda: os.kill(pid, 0),
        "signal its group": lambda: os.kill(-pid, 0),
        "signal everybody": lambda: os.kill(-1, 0),
        "signal a thread": lambda: call(200, pid, 0),
        "signal by queue": lambda: call(129, pid, 0, bytes(128)),
        "pidfd": lambda: os.pidfd_open(pid),
        "owner of a descriptor": lambda: fcntl.fcntl(read, fcntl.F_SETOWN, pid),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        "priority of a user": lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
        "affinity": lambda: os.sched_setaffinity(pid, {0}),
        "trace": lambda: call(101, 16, pid, 0, 0),
        "trace, gently": lambda: call(101, 0x4206, pid, 0, 0),
        "read its memory": lambda: call(310, pid, bytes(16), 1, bytes(16), 1, 0),
        "memory": lambda: open(f"/proc/{pid}/mem", "rb"),
        "maps": lambda: open(f"/proc/{pid}/maps", "rb").read(),
        "status": lambda: open(f"/proc/{pid}/status", "rb"),
        "command line": lambda: open("/proc/1/cmdline", "rb"),
        "processes": lambda: os.listdir("/proc"),
        "folders of others": lambda: os.listdir("/tmp"),
        "another's folder": lambda: os.listdir(folder),
        "another's file": lambda: open(f"{folder}/mine.txt"),
        "a file in another's folder": lambda: open(f"{folder}/theirs.txt", "w"),
        "mode of another's folder": lambda: os.chmod(folder, 0),
        "mode, by the call": lambda: call(90, folder.encode(), 0),
        "marks": lambda: call(188, b"/tmp", b"user.mark", b"1", 1, 0),
        "a file in /tmp": lambda: open("/tmp/drop", "w"),
        "a link to another's file": lambda: open(os.symlink(f"{folder}/mine.txt", "link") or "link"),
        "a name for another's file": lambda: os.link(f"{folder}/mine.txt", "mine"),
        "shared memory": lambda: open("/dev/shm/drop", "w"),
        "a socket": lambda: socket.socket(socket.AF_UNIX),
        "datagrams": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
        "fork, by the call": lambda: call(57),
        "life after its monitor": lambda: call(157, 1, 0, 0, 0, 0),
    }
    return [name for name, act in tries.items() if not refused(act)]
"""

HOLDS = """
import os
open("mine.txt", "w").write("mine")
os.makedirs("deep/er")
os.chmod("deep", 0)
def f(x, k=1):
    return [os.getpid(), os.getcwd(), open("mine.txt").read(), os.getpriority(os.PRIO_PROCESS, 0)]
"""


def test_one_submission_reaches_no_other(flat: Jail, module: Module, limits: Limits) -> None:
    with flat.open(*module(HOLDS), limits) as victim:
        pid, folder, mine, priority = victim.call(Call(X), seed=1).value
        with flat.open(*module(REACHES_FOR), limits) as curious:
            numbers = torch.tensor([pid, 0])
            assert curious.call(Call(numbers, k=folder), seed=1).value == []
            # nor the template and its monitor, whose numbers it can guess
            for other in (1, 2, pid - 1):
                assert curious.call(Call(torch.tensor([other, 0]), k=folder), seed=1).value == []
        assert victim.call(Call(X), seed=1).value == [pid, folder, mine, priority]


def test_nothing_is_left_in_the_jail(flat: Jail, module: Module, limits: Limits) -> None:
    if os.geteuid() != 0:
        pytest.skip("looks into the jail as root")
    leaves = (
        "import os\n"
        "for name in ('a', '-rf', 'b\\n'):\n    os.makedirs(name + '/c/d/e')\n    open(name + '/c/f', 'w').close()\n"
        "os.symlink('/usr', 'link')\nos.mkfifo('pipe')\nos.chmod('a/c', 0)\n"
        "def f(x, k=1):\n"
        "    for n in range(3000):\n        os.mkdir('d')\n        os.chdir('d')\n"
        "    return x"
    )
    with flat.open(*module(leaves), limits) as session:
        session.call(Call(X), seed=1)
    assert flat._process is not None
    time.sleep(0.5)  # the monitor of the child has removed its folder and is about to end
    below = _descendants(flat._process.pid)
    left = set(os.listdir(f"/proc/{max(below)}/root/tmp"))
    templates_own = {"torchinductor_student", ".ipython"}  # by an import of torch, and by the shell that it makes ready
    assert left - templates_own == set(_mounted())


def _descendants(pid: int) -> list[int]:
    from tests.attacks.traces import descendants

    return sorted(descendants(pid))


def _mounted() -> list[str]:
    """What of the interpreter lies in /tmp."""
    from grader.sandbox.mounts import read_only_binds

    return sorted({target.split("/")[2] for _, target in read_only_binds() if target.startswith("/tmp/")})


def test_ordinary_code_runs_where_only_the_means_differ(flat: Jail, module: Module, limits: Limits) -> None:
    source = (
        "import os, shutil, tempfile, threading, torch\n"
        "from torch.utils.data import DataLoader, TensorDataset\n"
        "open('a.txt', 'w').write('a')\n"
        "shutil.copy('a.txt', 'b.txt'); shutil.copy2('a.txt', 'c.txt'); os.chmod('b.txt', 0o600)\n"
        "with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as handle:\n"
        "    shutil.copytree('.', folder + '/all')\n"
        "def f(x, k=1):\n"
        "    data = TensorDataset(torch.arange(8.0))\n"
        "    loader = DataLoader(data, batch_size=4, num_workers=2, persistent_workers=True, prefetch_factor=2)\n"
        "    thread = threading.Thread(target=lambda: None)\n"
        "    thread.start(); thread.join()\n"
        "    torch.save(x, 'x.pt')\n"
        "    return [sum(batch[0].sum() for batch in loader), torch.load('x.pt')]"
    )
    with flat.open(*module(source), limits) as session:
        returned = session.call(Call(X), seed=1)
        assert session.opened.errors == ()
        total, back = returned.value
        assert (total.data.item(), back.data.tolist()) == (28.0, [1.0, 1.0])


@pytest.mark.parametrize(
    "does",
    [
        "__import__('os').fork()",
        "__import__('subprocess').run(['true'])",
        "__import__('multiprocessing').Pool(2)",
        "open('/tmp/model.pt', 'w')",
        "__import__('torch').save(x, '/tmp/model.pt')",
    ],
)
def test_what_only_this_level_refuses_is_no_fault_of_the_student(
    flat: Jail, module: Module, limits: Limits, does: str
) -> None:
    source = f"def f(x, k=1):\n    {does}\n    return x"
    patient = limits.model_copy(update={"call_s": 15.0})
    with flat.open(*module(source), patient) as session, pytest.raises(GraderFault, match="--isolation cold or ns"):
        session.call(Call(X), seed=1)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("def f(x, k=1):\n    while True: pass", "timeout"),
        ("def f(x, k=1):\n    import os; os._exit(0)", "crashed"),
        ("def f(x, k=1):\n    import os; os.kill(os.getpid(), 9)", "crashed"),
        ("def f(x, k=1):\n    import os; os.kill(0, 9)", "crashed"),
        ("def f(x, k=1):\n    while True: print('x' * 100000)", "output"),
        ("def f(x, k=1):\n    return bytearray(900 << 20)", "raised"),
    ],
)
def test_an_end_is_told_apart(flat: Jail, module: Module, limits: Limits, source: str, verdict: str) -> None:
    restarts = flat.restarts
    with flat.open(*module(source), limits) as session:
        assert session.call(Call(X), seed=1).ended == verdict
    assert flat.restarts == restarts


@pytest.fixture
def no_nested_namespaces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """bubblewrap as on a machine that lets it make namespaces and nobody within it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        wrapper = Path(folder) / "bwrap"
        wrapper.write_text('#!/bin/sh\nexec bwrap --disable-userns "$@"\n')
        for path in (wrapper, wrapper.parent):
            path.chmod(0o755)
        monkeypatch.setattr("grader.sandbox.jail.find_bwrap", lambda: str(wrapper))
        monkeypatch.setenv("GRADER_ISOLATION", "auto")
        yield


@pytest.mark.usefixtures("no_nested_namespaces")
def test_a_machine_without_nested_namespaces_gets_this_level_and_says_so(module: Module, limits: Limits) -> None:
    with open_sandbox(preload=(), lasting=False) as sandbox:
        with sandbox.open(*module("def f(x, k=1):\n    return x"), limits) as session:
            assert session.call(Call(X), seed=1).ended == "ok"
        assert (sandbox.level, list(sandbox.refused)) == ("flat", ["ns"])
        assert "level flat" in describe_fallback(sandbox, "en")


def test_a_killed_template_takes_its_submissions_with_it(module: Module, limits: Limits) -> None:
    with Jail(preload=(), lasting=False, level="flat") as jail:
        session: Any = jail.open(*module("def f(x, k=1):\n    return x"), limits)
        pidfd = os.dup(session._pipes.pidfd)
        assert jail._process is not None
        os.killpg(jail._process.pid, signal.SIGKILL)
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        assert poll.poll(10_000)
        os.close(pidfd)
        session.close()


def test_a_template_that_ends_under_a_submission_is_our_loss(module: Module, limits: Limits) -> None:
    patient = limits.model_copy(update={"call_s": 30.0, "total_s": 60.0})
    with Jail(preload=(), lasting=False, level="flat") as jail:
        with jail.open(*module("import time\ndef f(x, k=1):\n    time.sleep(20)\n    return x"), patient) as session:
            assert jail._process is not None
            threading.Timer(0.3, os.killpg, (jail._process.pid, signal.SIGKILL)).start()
            with pytest.raises(JailLost):
                session.call(Call(X), seed=1)
        with jail.open(*module("def f(x, k=1):\n    return x"), patient) as again:
            assert again.call(Call(X), seed=1).ended == "ok"
        assert jail.restarts == 1


def test_a_submission_that_nobody_waits_for_ends(flat: Jail, module: Module, limits: Limits) -> None:
    session: Any = flat.open(*module("open('left', 'w').close()\ndef f(x, k=1):\n    return x"), limits)
    lost, session._pipes.status = session._pipes.status, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    lost.close()  # as where the process that graded it was killed
    poll = select.poll()
    poll.register(session._pipes.pidfd, select.POLLIN)
    assert poll.poll(10_000)
    session.close()
