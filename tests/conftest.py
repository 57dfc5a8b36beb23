"""What all tests share: a small course on disk, and jails that open one after another."""

import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

# no test is timed: the machine may be busy; and the same commit draws the same examples, so that what passed here
# passes in CI. HYPOTHESIS_PROFILE=explore draws new ones.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# started in the background, or by nohup, processes of ours would be born deaf to what tests send them
for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, handler)

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the command does, before torch is imported
# data sets are made once for all tests, and not in the folder of whoever runs them
os.environ.setdefault("GRADER_DATA", str(Path(tempfile.gettempdir()) / f"grader-tests-data-{os.getuid()}"))

Course = Callable[..., Path]

_TASK = """
from grader.authoring import Call, Gen, T, Task, Tolerance
from reference.demo.double import double

task = Task(
    title=T(en="Twice", ru="Вдвое"),
    lesson=T(en="Lesson 0", ru="Занятие 0"),
    entry="double",
    reference=double,
    tolerance=Tolerance.exact(),
)


@task.check(title=T(en="Doubles", ru="Удваивает"), points=2, cases=1)
def doubles(g: Gen) -> Call:
    return Call(g.normal(3))
"""
_REFERENCE = '''"""Teaching code."""


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Writes a course with one task, `demo/double`, and gives its root; named files replace or add to it."""

    def write(name: str = "course", files: dict[str, str] | None = None) -> Path:
        parent = tmp_path / name
        contents = {
            "assignments/demo/double/task.py": _TASK,
            "assignments/demo/double/statement.en.md": "# Twice\n\nDouble it.\n",
            "assignments/demo/double/statement.ru.md": "# Вдвое\n\nУдвойте.\n",
            "reference/demo/double.py": _REFERENCE,
        }
        for path, text in (contents | (files or {})).items():
            (parent / path).parent.mkdir(parents=True, exist_ok=True)
            (parent / path).write_text(text, encoding="utf-8")
        return parent / "assignments"

    return write


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The jails of a file are shared by its tests and measured from outside: they stay in one process, in order."""
    for item in items:
        if item.get_closest_marker("jail"):
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
