"""The jail itself: limits, restarts, what is visible, what is left behind."""

import contextlib
import gc
import os
import selectors
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from grader.authoring import Call
from grader.errors import GraderFault, JailLost
from grader.model import Limits, Submission, Unit
from grader.sandbox import Plan
from grader.sandbox.jail import Jail, explain_start, find_bwrap
from grader.sandbox.session import EndedFromOutside, JailSession
from grader.sandbox.watch import tree_memory_bytes

pytestmark = pytest.mark.jail
Module = Callable[[str], tuple[Submission, Plan]]
X = torch.ones(2)


def ended(jail: Jail, module: Module, limits: Limits, source: str) -> str:
    with jail.open(*module(source), limits) as session:
        if session.opened.ended != "ok":
            return f"opened {session.opened.ended}"
        return session.call(Call(X), seed=1).ended


def ends(pidfd: int) -> bool:
    """Whether a process ends soon."""
    with selectors.DefaultSelector() as selector:
        selector.register(pidfd, selectors.EVENT_READ)
        return bool(selector.select(20))


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("def f(x, k=1):\n    while True: pass", "timeout"),
        ("while True: pass", "opened timeout"),
        ("def f(x, k=1):\n    return bytearray(900 << 20)", "raised"),
        ("def f(x, k=1):\n    import os; os._exit(0)", "crashed"),
        ("def f(x, k=1):\n    import os; os.abort()", "crashed"),
        ("def f(x, k=1):\n    while True: print('x' * 100000)", "output"),
        ("def f(x, k=1):\n    raise SystemExit", "raised"),
        ("raise KeyboardInterrupt", "missing"),
    ],
)
def test_an_end_is_told_apart(jail: Jail, module: Module, limits: Limits, source: str, verdict: str) -> None:
    assert ended(jail, module, limits, source) == verdict


def test_threads_that_use_up_the_time_of_processors_are_told_so(
    jail: Jail, module: Module, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel ends it at once: a crash is not what happened."""
    told = JailSession._told_limits
    monkeypatch.setattr(JailSession, "_told_limits", lambda self: {**told(self), "cpu_s": 0})
    patient = limits.model_copy(update={"call_s": 60.0, "total_s": 60.0})
    with jail.open(*module("def f(x, k=1):\n    while True: pass"), patient) as session:
        returned = session.call(Call(X), seed=1)
    assert returned.ended == "timeout"
    assert returned.wall_s < patient.call_s


def test_who_is_killed_from_outside_has_not_crashed(jail: Jail, module: Module, limits: Limits) -> None:
    """As a watchdog of the system does where memory is short."""
    with jail.open(*module("import time\ndef f(x, k=1):\n    time.sleep(5)\n    return x"), limits) as session:
        threading.Timer(0.3, signal.pidfd_send_signal, (session._pipes.pidfd, signal.SIGKILL)).start()
        with pytest.raises(EndedFromOutside):
            session.call(Call(X), seed=1, seconds=4.0)


def test_who_closes_the_channel_and_lives_on_is_still_watched(jail: Jail, module: Module, limits: Limits) -> None:
    source = (
        "import os, time\n"
        "def f(x, k=1):\n"
        "    os.close(3)\n"
        "    for _ in range(3):\n"
        "        if os.fork() == 0:\n"
        "            kept = b'1' * (60 << 20)\n"
        "            time.sleep(30)\n"
        "    time.sleep(30)\n"
    )
    small = limits.model_copy(update={"memory_bytes": 100 << 20})
    with jail.open(*module(source), small) as session:
        assert session.call(Call(X), seed=1).ended == "crashed"
        assert session.peak_memory_bytes > small.memory_bytes


def test_memory_taken_by_many_processes_is_seen(jail: Jail, module: Module, limits: Limits) -> None:
    source = (
        "import os, threading, time\n"
        "def hoard():\n"
        "    for _ in range(6):\n"
        "        if os.fork() == 0:\n"
        "            kept = os.urandom(1) * (150 << 20)\n"
        "            time.sleep(30)\n"
        "    time.sleep(30)\n"
        "def f(x, k=1):\n"
        "    threading.Thread(target=hoard).start()  # one thread: many would spend the address space on arenas\n"
        "    time.sleep(30)\n"
    )
    patient = limits.model_copy(update={"call_s": 15.0})
    assert ended(jail, module, patient, source) == "memory"


def test_the_next_submission_is_untouched(jail: Jail, module: Module, limits: Limits) -> None:
    hostile = (
        "import torch, builtins\ntorch.ones = None\nopen('/tmp/drop', 'w').write('here')\ndef f(x, k=1):\n    return x"
    )
    assert ended(jail, module, limits, hostile) == "ok"
    curious = "import os, torch\ndef f(x, k=1):\n    return [os.path.exists('/tmp/drop'), torch.ones is None]"
    with jail.open(*module(curious), limits) as session:
        assert session.call(Call(X), seed=1).value == [False, False]


def test_the_course_and_the_host_are_not_visible(jail: Jail, module: Module, limits: Limits) -> None:
    here = Path(__file__).resolve().parents[2]
    paths = [
        str(here / "assignments"),
        str(here / "reference"),
        "/etc/passwd",
        "/root/.ssh",
        "/etc/shadow",
        str(here / "grader"),
    ]
    source = f"import os\ndef f(x, k=1):\n    return [os.path.exists(p) for p in {paths!r}]"
    with jail.open(*module(source), limits) as session:
        assert session.call(Call(X), seed=1).value == [False] * len(paths)


def test_terminals_are_not_shared_between_submissions(jail: Jail, module: Module, limits: Limits) -> None:
    source = (
        "import os, pty\n"
        "def f(x, k=1):\n"
        "    before = sorted(os.listdir('/dev/pts'))\n"
        "    pty.openpty()\n"
        "    os.chmod('/dev/pts', 0)\n"
        "    return before\n"
    )
    for _ in range(2):
        with jail.open(*module(source), limits) as session:
            returned = session.call(Call(X), seed=1)
            assert (returned.ended, returned.value) in (("ok", ["ptmx"]), ("raised", None))


def test_early_closed_jails_leave_no_process() -> None:
    groups = set()
    for _ in range(15):
        jail = Jail(preload=(), lasting=False)
        assert jail._process is not None
        groups.add(jail._process.pid)
        jail.close()
    left = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            left += [stat] if int(fields[2]) in groups and fields[0] != "Z" else []
    assert left == []


def test_random_numbers_are_the_same_for_everyone(jail: Jail, module: Module, limits: Limits) -> None:
    drawn = "[torch.rand(1).item(), random.random(), float(numpy.random.rand())]"
    source = f"import torch, random, numpy\ndef f(x, k=1):\n    return {drawn}"
    values = []
    for _ in range(2):
        with jail.open(*module(source), limits) as session:
            values.append(session.call(Call(X), seed=5).value)
    assert values[0] == values[1]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_signals_to_its_own_group_do_not_reach_the_template(
    jail: Jail, module: Module, limits: Limits, number: signal.Signals
) -> None:
    restarts = jail.restarts
    source = f"import os\ndef f(x, k=1):\n    os.kill(0, {int(number)})\n    return x"
    assert ended(jail, module, limits, source) in ("ok", "crashed", "timeout")
    assert ended(jail, module, limits, "def f(x, k=1):\n    return x") == "ok"
    assert jail.restarts == restarts


def test_a_killed_template_is_started_again(module: Module, limits: Limits) -> None:
    with Jail(preload=(), lasting=False) as jail:
        jail.wait_ready()
        assert jail._process is not None
        jail._process.kill()
        jail._process.wait()
        assert ended(jail, module, limits, "def f(x, k=1):\n    return x") == "ok"
        assert jail.restarts == 1


def test_a_hundred_submissions_leave_nothing_behind(jail: Jail, module: Module, limits: Limits) -> None:
    def descriptors() -> int:
        if jail._ahead is not None:
            jail._ahead._thread.join()  # the next child is there, in its group
        return len(os.listdir("/proc/self/fd"))

    assert jail._process is not None
    source = (
        "import os\nif os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(600)\ndef f(x, k=1):\n    return x"
    )
    ended(jail, module, limits, source)
    gc.collect()
    before, memory = descriptors(), tree_memory_bytes(jail._process.pid)
    for _ in range(100):
        assert ended(jail, module, limits, source) == "ok"
    assert descriptors() == before
    assert tree_memory_bytes(jail._process.pid) <= memory * 1.05 + (4 << 20)


def test_the_end_of_the_grader_is_the_end_of_all(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        "import time\nfrom grader.sandbox.jail import Jail\nj = Jail(preload=(), lasting=False)\nj.wait_ready()\n"
        "print(j._process.pid, flush=True)\ntime.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        jailed = int(process.stdout.readline())
        pidfd = os.pidfd_open(jailed)
        process.send_signal(signal.SIGKILL)
        process.wait()
        import select

        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        assert poll.poll(10_000), "the jail outlived the grader"
        os.close(pidfd)


def test_a_notebook_runs_whole_and_its_functions_are_called(jail: Jail, limits: Limits) -> None:
    import nbformat

    sources = ["k = 2", "1 / 0", "def f(x, k=k):\n    return x * k", "exit()", "print('after exit')"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    units = tuple(
        Unit(name=f"cell {n}", cell=n, source=source, code=source, fault=None) for n, source in enumerate(sources, 1)
    )
    submission = Submission(
        file="n.ipynb",
        sha256="",
        kind="notebook",
        units=units,
        notebook=nbformat.writes(nbformat.v4.new_notebook(cells=cells)),
    )
    with jail.open(submission, Plan(entry="f", parameters=("x", "k"), load=()), limits) as session:
        assert [(error.type, error.cell) for error in session.opened.errors] == [("ZeroDivisionError", 2)]
        assert session.opened.executed is not None
        assert b"after exit" in session.opened.executed
        assert torch.equal(session.call(Call(X), seed=1).value.data, X * 2)


def test_a_cell_that_hangs_is_interrupted_and_the_next_one_runs(jail: Jail, limits: Limits) -> None:
    import nbformat

    sources = ["while True: pass", "def f(x, k=1):\n    return x"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    submission = Submission(
        file="n.ipynb",
        sha256="",
        kind="notebook",
        units=(),
        notebook=nbformat.writes(nbformat.v4.new_notebook(cells=cells)),
    )
    short = limits.model_copy(update={"cell_s": 1.0, "setup_s": 15.0})
    with jail.open(submission, Plan(entry="f", parameters=("x", "k"), load=()), short) as session:
        assert session.opened.errors[0].type == "KeyboardInterrupt"
        assert session.call(Call(X), seed=1).ended == "ok"


def test_a_notebook_that_takes_too_long_keeps_what_it_has_defined(jail: Jail, limits: Limits) -> None:
    import nbformat

    sources = ["def f(x, k=1):\n    return x", "import time; time.sleep(30)", "time.sleep(30)", "del f"]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    text = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    submission = Submission(file="n.ipynb", sha256="", kind="notebook", units=(), notebook=text)
    short = limits.model_copy(update={"cell_s": 10.0, "setup_s": 6.0})
    with jail.open(submission, Plan(entry="f", parameters=("x", "k"), load=()), short) as session:
        assert [error.type for error in session.opened.errors][-1] == "CellNotRun"
        assert session.call(Call(X), seed=1).ended == "ok"


def _notebook(*sources: str) -> tuple[Submission, Plan]:
    import nbformat

    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    text = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    submission = Submission(file="n.ipynb", sha256="", kind="notebook", units=(), notebook=text)
    return submission, Plan(entry="f", parameters=("x", "k"), load=())


def test_a_template_that_ends_under_a_submission_is_our_loss_not_the_students_crash(
    module: Module, limits: Limits
) -> None:
    source = "import time\ndef f(x, k=1):\n    time.sleep(5)\n    return x"
    with Jail(preload=(), lasting=False) as jail:
        with jail.open(*module(source), limits) as session:
            assert jail._process is not None
            threading.Timer(0.3, os.killpg, (jail._process.pid, signal.SIGKILL)).start()
            with pytest.raises(JailLost):
                session.call(Call(X), seed=1)
        assert ended(jail, module, limits, "def f(x, k=1):\n    return x") == "ok"
        assert jail.restarts == 1


def test_a_jail_that_is_shared_forks_from_the_same_template_and_says_when_it_is_lost(
    module: Module, limits: Limits
) -> None:
    good = "def f(x, k=1):\n    return x"
    with Jail(preload=(), lasting=False) as owner:
        with Jail(preload=(), control=socket.socket(fileno=os.dup(owner.share().fileno()))) as other:
            assert ended(other, module, limits, good) == "ok"
            assert ended(owner, module, limits, good) == "ok"
            assert owner.alive
            assert owner._process is not None
            os.killpg(owner._process.pid, signal.SIGKILL)
            owner._process.wait()
            assert not owner.alive
            assert other._ahead is not None
            assert ends(other._ahead.taken().pidfd)  # with the template, if a moment later
            with pytest.raises(JailLost):
                ended(other, module, limits, good)
        assert ended(owner, module, limits, good) == "ok"


@pytest.mark.parametrize("ends", ["import os; os.kill(os.getpid(), 9)", "import os; os._exit(0)"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_cell_that_ends_the_kernel_costs_itself_only(jail: Jail, limits: Limits, ends: str, place: int) -> None:
    sources = ["y = 3", "def f(x, k=1):\n    return x * y"]
    sources.insert(place, ends)
    with jail.open(*_notebook(*sources), limits) as session:
        assert [(error.type, error.cell) for error in session.opened.errors] == [("CellEndedKernel", place + 1)]
        assert torch.equal(session.call(Call(X), seed=1).value.data, X * 3)


def test_a_notebook_that_ends_every_kernel_is_given_up(jail: Jail, limits: Limits) -> None:
    sources = ["import os", "def f(x, k=1):\n    return x", *["os._exit(0)"] * 6]
    patient = limits.model_copy(update={"setup_s": 120.0, "total_s": 150.0})  # six kernels, however slow the machine is
    with jail.open(*_notebook(*sources), patient) as session:
        assert session.opened.errors[-1].type == "DeadKernelError"
        assert session.call(Call(X), seed=1).ended == "crashed"


def test_gradients_flow_though_the_notebook_switched_them_off(jail: Jail, module: Module, limits: Limits) -> None:
    source = "import torch\ntorch.set_grad_enabled(False)\ndef f(x, k=1):\n    return x * 2"
    call = Call(X).gradients("x")
    call.cotangent = torch.ones(2)
    with jail.open(*module(source), limits) as session:
        assert torch.equal(session.call(call, seed=1).gradients[0].data, 2 * X)


def test_a_missing_bubblewrap_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GraderFault, match="apt-get install bubblewrap"):
        find_bwrap()


@pytest.mark.parametrize(
    "said", ["bwrap: setting up uid map: Permission denied", "bwrap: No permissions to create new namespace"]
)
def test_forbidden_namespaces_are_explained(said: str) -> None:
    assert "AppArmor" in explain_start(said)


def test_a_child_that_dies_before_it_is_locked_down_is_tried_again(
    module: Module, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the template dies between the fork and the lock-down: nothing of the student was in it."""
    from grader.sandbox.session import JailSession

    ask, failed = JailSession._ask, []

    def once(self: JailSession, header, *rest):  # type: ignore[no-untyped-def]
        if header["kind"] == "limits" and not failed:
            failed.append(header)
            return "crashed"
        return ask(self, header, *rest)

    monkeypatch.setattr(JailSession, "_ask", once)
    with Jail(preload=(), lasting=False) as jail:
        assert ended(jail, module, limits, "def f(x, k=1):\n    return x") == "ok"
        assert (len(failed), jail.restarts) == (1, 1)
