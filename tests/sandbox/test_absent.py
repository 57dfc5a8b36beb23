"""What the machine lacks costs the statement that needs it; the rest of its cell or module runs."""

import pytest
import torch

from grader.authoring import Call
from grader.inside.absent import Absent, is_rest_of, left_out
from grader.model import Limits
from grader.sandbox.jail import Jail
from tests.sandbox.conftest import Module
from tests.sandbox.test_jail import _notebook

X = torch.tensor([1.0, 2.0])
SOURCE = """import torch
import no_such_package.plots as plt
from google_colab_of_old import drive
drive.mount("/content/drive")
y = 3


def f(x, k=1):
    return x * y


def g(x):
    return plt.draw(x)
"""


def test_what_ran_is_not_run_again_and_lines_keep_their_numbers() -> None:
    source = "a = 1\nimport nothing as n, other.thing\nb = 2"
    rest = left_out(source, 2, "ModuleNotFoundError: No module named 'nothing'")
    assert rest is not None
    lines = rest.split("\n")
    assert lines[1:] == ["", "b = 2"]
    assert "n = " in lines[0] and "other = " in lines[0] and "a = 1" not in rest
    assert is_rest_of(rest, source) and not is_rest_of(rest, source.replace("b = 2", "b = 3"))


@pytest.mark.parametrize(
    ("source", "line", "error"),
    [
        ("x = 1 / 0\ny = 2", 1, "ZeroDivisionError: division by zero"),
        ("raise SystemExit\ny = 2", 1, "SystemExit: "),
        ("def f():\n    import nothing\ny = 2", 2, "ModuleNotFoundError: No module named 'nothing'"),
        ("(", 1, "ModuleNotFoundError: No module named 'nothing'"),
    ],
)
def test_an_error_of_the_students_own_ends_its_cell(source: str, line: int, error: str) -> None:
    assert left_out(source, line, error) is None


@pytest.mark.parametrize(
    "error",
    [
        "URLError: <urlopen error [Errno -3] Temporary failure in name resolution>",
        "RuntimeError: Error downloading train-images-idx3-ubyte.gz",
        "FileNotFoundError: [Errno 2] No such file or directory: '/content/drive/data'",
        "RuntimeError: Found no NVIDIA driver on your system.",
    ],
)
def test_network_folders_and_gpus_are_the_environments(error: str) -> None:
    assert left_out("load()\ny = 2", 1, error) == "pass\ny = 2"


def test_something_absent_says_what_is_missing_however_it_is_used() -> None:
    absent = Absent("ModuleNotFoundError: No module named 'plots'")
    for use in (lambda: absent.draw, lambda: absent(1), lambda: absent[0], lambda: list(absent), lambda: len(absent)):
        with pytest.raises(ModuleNotFoundError, match="plots"):
            use()


@pytest.mark.jail
@pytest.mark.parametrize("form", ["module", "notebook", "notebook with empty lines above"])
def test_the_rest_of_a_module_or_cell_runs(jail: Jail, module: Module, limits: Limits, form: str) -> None:
    above = "\n \n" if form.endswith("above") else ""
    submission, plan = module(SOURCE) if form == "module" else _notebook(above + SOURCE, "z = y")
    with jail.open(submission, plan, limits) as session:
        assert [error.type for error in session.opened.errors] == ["ModuleNotFoundError"] * 3
        assert torch.equal(session.call(Call(X), seed=1).value.data, X * 3)


@pytest.mark.jail
@pytest.mark.parametrize("form", ["module", "notebook"])
def test_a_function_that_uses_it_is_told_what_is_missing(jail: Jail, module: Module, limits: Limits, form: str) -> None:
    source = SOURCE.replace("return x * y", "return plt.draw(x)")
    submission, plan = module(source) if form == "module" else _notebook(source)
    with jail.open(submission, plan, limits) as session:
        returned = session.call(Call(X), seed=1)
        assert returned.error is not None
        assert (returned.error.type, returned.error.message) == (
            "ModuleNotFoundError",
            "No module named 'no_such_package'",
        )


@pytest.mark.jail
def test_a_cell_that_turns_warnings_into_errors_or_takes_the_streams_away_is_survived(
    jail: Jail, limits: Limits
) -> None:
    sources = [
        "import warnings; warnings.simplefilter('error')",
        "import sys; sys.stdout = None; sys.stderr = None",
        "import signal; [signal.signal(n, signal.SIG_IGN) for n in (signal.SIGUSR1, signal.SIGUSR2)]",
        "def f(x, k=1):\n    return x",
    ]
    with jail.open(*_notebook(*sources), limits) as session:
        assert torch.equal(session.call(Call(X), seed=1).value.data, X)


COLAB = """from google_colab_of_old import drive
drive.mount("/content/drive")
import os; os.chdir("/content/drive/MyDrive")
table = open("/content/table.csv").read()
print(len(table))
for name in os.listdir("/content"): print(name)


def f(x, k=1):
    return x * len(os.sep)
"""


@pytest.mark.jail
@pytest.mark.parametrize("form", ["module", "notebook"])
def test_a_colab_cell_with_everything_in_it_still_defines_its_function(
    jail: Jail, module: Module, limits: Limits, form: str
) -> None:
    submission, plan = module(COLAB) if form == "module" else _notebook(COLAB)
    with jail.open(submission, plan, limits) as session:
        assert len(session.opened.errors) == 6
        assert torch.equal(session.call(Call(X), seed=1).value.data, X)


@pytest.mark.jail
def test_a_class_built_on_what_is_missing_names_it(jail: Jail, module: Module, limits: Limits) -> None:
    sources = ["import lightning_of_old as pl", "class f(pl.LightningModule):\n    pass"]
    with jail.open(*_notebook(*sources), limits) as session:
        assert [error.message for error in session.opened.errors] == ["No module named 'lightning_of_old'"] * 2
