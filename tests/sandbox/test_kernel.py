"""A notebook runs in IPython's shell alone where that comes to the same, and in Jupyter's kernel where it may not."""

import json
from typing import Any

import nbformat
import pytest
import torch

from grader.authoring import Call
from grader.model import Limits, Opened, StudentError, Submission, Unit
from grader.sandbox import Plan, Session, Watch
from grader.sandbox.devices import CPU
from grader.sandbox.jail import Jail
from grader.sandbox.runner import Runner, needs_kernel

PLAN = Plan(entry="f", parameters=("x",), load=())


def notebook(*sources: str) -> Submission:
    """A notebook of these cells, as the intake gives it."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    text = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    units = tuple(
        Unit(name=f"cell {number}", cell=number, source=source, code=source, fault=None)
        for number, source in enumerate(sources, 1)
    )
    return Submission(file="n.ipynb", sha256="", kind="notebook", units=units, notebook=text)


def outputs(jail: Jail, submission: Submission, *, kernel: bool, limits: Limits) -> list[list[dict[str, Any]]]:
    """What each cell shows."""
    session = jail.open(submission, PLAN.model_copy(update={"kernel": kernel}), limits)
    session.close()
    assert session.opened.ended == "ok"
    assert session.opened.executed is not None
    shown = []
    for cell in json.loads(session.opened.executed)["cells"]:
        for output in cell["outputs"]:
            if "text" in output:
                output["text"] = "".join(output["text"])
        shown.append(cell["outputs"])
    return shown


@pytest.mark.jail
@pytest.mark.parametrize(
    "cells",
    [
        ("import torch\ntorch.arange(6.).view(2, 3)", "_ + 1", "x = _; x.sum()", "None"),
        ("import sys\nprint('out'); print('err', file=sys.stderr)", "for i in range(3): print(i, end=' ')"),
        ("from IPython.display import display, HTML\ndisplay(HTML('<b>b</b>'))\ndisplay(1, 'two')\n3",),
        ("1 / 0", "undefined", "x = 1\nraise ValueError('no')"),
        ("class A:\n    __repr__ = _repr_html_ = lambda self: '<i>a</i>'\nA()", "len(In), sorted(Out)"),
        (
            "import multiprocessing\ndef work(q): q.put(6 * 7)\nq = multiprocessing.get_context('fork').SimpleQueue()",
            "p = multiprocessing.get_context('fork').Process(target=work, args=(q,))\np.start(); p.join()\np.exitcode",
            "q.get()",
        ),
        ("import os\nif os.fork() == 0:\n    os._exit(3)", "os.waitstatus_to_exitcode(os.wait()[1])"),
        (
            "import torch\nfrom torch.utils.data import DataLoader",
            "sum(int(b.sum()) for b in DataLoader(range(8), batch_size=2, num_workers=2))",
        ),
        ("for i in range(3): print(i, end='\\r')\nprint('done')",),
        ("print('a\\r\\nb\\rc\\r\\r\\nd', end='\\r')",),
        (
            "class Png:\n    def _repr_png_(self): return b'\\x89PNG' * 9\n    def __repr__(self): return 'png'\nPng()",
            "1",
        ),
        ("%time 1 + 1\n%who_ls",),
    ],
)  # fmt: skip
def test_a_shell_alone_shows_what_a_kernel_shows(jail: Jail, cells: tuple[str, ...]) -> None:
    limits = Limits(setup_s=30, call_s=5, total_s=60, memory_bytes=2 << 30)
    with_kernel = outputs(jail, notebook(*cells), kernel=True, limits=limits)
    alone = outputs(jail, notebook(*cells), kernel=False, limits=limits)
    if cells[0].startswith("%time"):  # it says how long it took
        assert [len(shown) for shown in alone] == [len(shown) for shown in with_kernel]
        return
    if cells[0].startswith("1 / 0"):  # such a notebook is run again in a kernel anyway
        assert [shown[0]["ename"] for shown in alone] == [shown[0]["ename"] for shown in with_kernel]
        return
    assert alone == with_kernel


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        ("def f(x):\n    return x\nf(1)", False),
        ("from IPython.display import display\ndisplay(1)", False),
        ("import asyncio\nasyncio.run(main())", True),
        ("await f(1)", True),
        ("from tqdm.notebook import tqdm", True),
        ("from ipywidgets import interact", True),
        ("%%time\nf(1)", True),
        ("import matplotlib.pyplot as plt", True),
        ("get_ipython().kernel", True),
        ("name = input('who')", True),
    ],
)
def test_what_needs_a_kernel_is_seen_in_the_source(source: str, needed: bool) -> None:
    assert needs_kernel(notebook(source)) is needed


class Told:
    """A sandbox whose sessions load as the test says; notes whether each had a kernel."""

    level = "told"
    device = CPU

    def __init__(self, *opened: Opened) -> None:
        self._opened = list(opened)
        self.kernels: list[bool] = []

    def wait_ready(self) -> None:
        """Nothing to wait for."""

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> Session:
        self.kernels.append(plan.kernel)
        return _Session(self._opened.pop(0))

    def data_folder(self, name: str, count: int | None = None) -> str:
        raise AssertionError("no data is asked for")

    def close(self) -> None:
        """Nothing to close."""


class _Session:
    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def call(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("nothing is called")

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> "_Session":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


OVERRUN = StudentError(type="CellTimeout", message="", frames=(), cell=1)
ERROR = StudentError(type="NameError", message="x", frames=(), cell=1)


@pytest.mark.parametrize(
    ("first", "kernels"),
    [
        (Opened(ended="ok"), [False]),
        (Opened(ended="ok", errors=(ERROR,)), [False, True]),
        (Opened(ended="crashed"), [False, True]),
        (Opened(ended="ok", errors=(ERROR,), wall_s=30.0), [False]),  # long enough to be believed
        (Opened(ended="ok", errors=(OVERRUN,), wall_s=30.0), [False, True]),
    ],
)
def test_what_does_not_run_clean_is_run_again_in_a_kernel(first: Opened, kernels: list[bool], limits: Limits) -> None:
    second = Opened(ended="ok", executed=b"{}")
    sandbox = Told(first, second)
    with Runner(sandbox, notebook("x = 1"), PLAN, limits) as runner:
        opened = runner.open()
        assert sandbox.kernels == kernels
        assert opened is runner.opened is (second if len(kernels) == 2 else first)


def test_a_later_session_has_the_kernel_that_the_first_needed(limits: Limits) -> None:
    clean = Opened(ended="ok")
    sandbox = Told(Opened(ended="ok", errors=(ERROR,)), clean, clean)
    with Runner(sandbox, notebook("x = 1"), PLAN, limits) as runner:
        runner.open()
        runner.renew()
        runner.open()
    assert sandbox.kernels == [False, True, True]


def test_what_trains_has_a_kernel_at_once(limits: Limits) -> None:
    sandbox = Told(Opened(ended="ok"))
    with Runner(sandbox, notebook("x = 1"), PLAN.model_copy(update={"fit": "pass"}), limits) as runner:
        runner.open()
    assert sandbox.kernels == [True]


@pytest.mark.jail
def test_a_fork_that_goes_on_answers_nothing(jail: Jail) -> None:
    submission = notebook("def f(x):\n    return x", "import os\nchild = os.fork()")
    limits = Limits(setup_s=30, call_s=5, total_s=60, memory_bytes=2 << 30)
    with jail.open(submission, PLAN.model_copy(update={"kernel": False}), limits) as session:
        assert session.opened.ended == "ok"
        assert [session.call(Call(torch.ones(2)), seed=1).ended for _ in range(3)] == ["ok"] * 3


@pytest.mark.jail
def test_many_prints_cost_no_more_than_their_number(jail: Jail) -> None:
    long = "print('x' * 3_000_000)\nprint('\\r' + 'y' * 500_000, flush=True)"
    submission = notebook("for i in range(60_000):\n    print('window', i, i * 3)", long, "def f(x):\n    return x")
    limits = Limits(setup_s=30, cell_s=10, call_s=5, total_s=60, memory_bytes=2 << 30)
    with jail.open(submission, PLAN.model_copy(update={"kernel": False}), limits) as session:
        assert session.opened.errors == ()
        assert session.call(Call(torch.ones(2)), seed=1).ended == "ok"


@pytest.mark.jail
@pytest.mark.parametrize("kernel", [False, True])
def test_a_traceback_holds_nothing_of_ours(jail: Jail, kernel: bool) -> None:
    """What stands in the place of open(), an import or torch.load() is not the student's, who cannot read it."""
    cells = ("open('nowhere')", "import nowhere\nnowhere.of\nprint(nowhere)", "import torch\ntorch.load('nowhere.pt')")
    limits = Limits(setup_s=60, call_s=5, total_s=60, memory_bytes=2 << 30)
    for shown in outputs(jail, notebook(*cells), kernel=kernel, limits=limits):
        traces = ["\n".join(one["traceback"]) for one in shown if one["output_type"] == "error"]
        assert traces
        assert not [trace for trace in traces if "_grader_inside" in trace or "_instead" in trace]
        assert all("nowhere" in trace and "line" in trace for trace in traces)
