"""Without a jail: clocks, caps and the kill still work, expected values stay outside, and Linux is not needed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import torch

from grader.authoring import Call
from grader.model import Limits, Submission, Unit
from grader.sandbox import Plan
from grader.sandbox.process import ProcessSandbox

pytestmark = pytest.mark.jail
ROOT = Path(__file__).resolve().parents[2]
Module = Callable[[str], tuple[Submission, Plan]]
X = torch.ones(2)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("def f(x, k=1):\n    while True: pass", "timeout"),
        ("def f(x, k=1):\n    import os; os._exit(0)", "crashed"),
        ("def f(x, k=1):\n    while True: print('x' * 100000)", "output"),
        ("def f(x, k=1):\n    raise SystemExit", "raised"),
        ("raise KeyboardInterrupt", "missing"),
    ],
)
def test_an_end_is_told_apart(
    process: ProcessSandbox, module: Module, limits: Limits, source: str, verdict: str
) -> None:
    with process.open(*module(source), limits.model_copy(update={"output_bytes": 1 << 20})) as session:
        assert session.call(Call(X), seed=1).ended == verdict


def test_what_it_has_started_ends_with_it_and_its_folder_is_gone(
    process: ProcessSandbox, module: Module, limits: Limits
) -> None:
    source = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "def f(x, k=1):\n    return [child.pid, os.getcwd(), os.environ.get('GRADER_SECRET_FILE')]"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_SECRET_FILE", "/nowhere")
        process.close()
        with process.open(*module(source), limits.model_copy(update={"call_s": 10.0})) as session:
            pid, folder, secret = session.call(Call(X), seed=1).value
    assert secret is None
    assert not Path(folder).exists()
    until = time.monotonic() + 5
    while time.monotonic() < until and _runs(pid):
        time.sleep(0.01)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_grader_that_is_killed_leaves_nothing_running(tmp_path: Path) -> None:
    loop = tmp_path / "loop.py"
    loop.write_text("open(r'%s', 'w').write(str(__import__('os').getpid()))\nwhile True: pass" % (tmp_path / "pid"))
    command = [sys.executable, "-m", "grader", "check", str(loop), "--task", "pooling/max_pool2d"]
    with subprocess.Popen(
        [*command, "--isolation", "process"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as grader:
        until = time.monotonic() + 60
        while not (tmp_path / "pid").exists() and time.monotonic() < until:
            time.sleep(0.05)
        grader.kill()
    pid = int((tmp_path / "pid").read_text())
    until = time.monotonic() + 5
    while time.monotonic() < until and _runs(pid):
        time.sleep(0.01)
    assert not _runs(pid)


def test_threads_and_descriptors_do_not_pile_up(process: ProcessSandbox, module: Module, limits: Limits) -> None:
    import threading

    for _ in range(3):
        with process.open(*module("def f(x, k=1):\n    return x"), limits) as session:
            session.call(Call(X), seed=1)
        counts = threading.active_count(), len(os.listdir("/proc/self/fd"))
    assert (threading.active_count(), len(os.listdir("/proc/self/fd"))) == counts
    assert threading.active_count() < 10


def test_a_notebook_runs_whole_in_the_process_itself(process: ProcessSandbox, limits: Limits) -> None:
    sources = [
        "import torch\nk = 2\nprint('seen')",
        "1 / 0",
        "import os; os.kill(os.getpid(), 9)",
        "import os; os._exit(0)",
        "exit()",
        "while True: pass",
        "from google_of_old import drive\nafter = 5",
        "def f(x, k=k):\n    return x * k * after",
        "torch.ones(2)",
        "await __import__('asyncio').sleep(0)\nget_ipython().run_line_magic('pwd', '')",
    ]
    short = limits.model_copy(update={"cell_s": 1.0, "setup_s": 60.0, "total_s": 90.0})
    with process.open(*_notebook(*sources), short) as session:
        said = [(error.type, error.cell) for error in session.opened.errors]
        assert said == [
            ("ZeroDivisionError", 2),
            ("CellEndedKernel", 3),
            ("CellEndedKernel", 4),
            ("CellTimeout", 6),
            ("KeyboardInterrupt", 6),
            ("ModuleNotFoundError", 7),
        ]
        assert torch.equal(session.call(Call(X), seed=1).value.data, X * 10)
        assert session.opened.executed is not None
        cells = nbformat.reads(session.opened.executed.decode(), as_version=4).cells
        assert cells[0].outputs[0].text == "seen\n"
        assert cells[1].outputs[0].ename == "ZeroDivisionError"
        assert "tensor([1., 1.])" in cells[8].outputs[0].data["text/plain"]


def _notebook(*sources: str) -> tuple[Submission, Plan]:
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
    return submission, Plan(entry="f", parameters=("x", "k"), load=())


_ELSEWHERE = """
import os, select, signal, socket, sys, types

for module in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[module] = None
for owner, names in (
    (os, ("fork", "pidfd_open", "geteuid", "getuid", "sched_getaffinity", "setsid", "O_NOFOLLOW", "O_CLOEXEC")),
    (signal, ("pidfd_send_signal", "SIGALRM", "setitimer", "pthread_sigmask", "SIGXCPU")),
    (select, ("poll", "epoll")),
    (socket, ("AF_UNIX", "SOCK_SEQPACKET", "SCM_RIGHTS", "socketpair")),
):
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
sys.argv = ["grader", *sys.argv[1:]]
import grader.sandbox.bubblewrap
grader.sandbox.bubblewrap.platform = types.SimpleNamespace(system=lambda: "Darwin")  # torch must not hear of it
from grader.cli import main
main()
"""


def test_a_self_check_needs_nothing_that_only_linux_has(tmp_path: Path) -> None:
    """Not a Mac and not Windows, but this Python without what they lack."""
    right = ROOT / "reference" / "pooling" / "avg_pool2d.py"
    (tmp_path / "avg_pool2d.py").write_text(right.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE, "check", "avg_pool2d.py", "--json", "r.json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "GRADER_ISOLATION": "auto", "GRADER_DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"isolation": "process"' in (tmp_path / "r.json").read_text(encoding="utf-8")
