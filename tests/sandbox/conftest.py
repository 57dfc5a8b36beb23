"""Submissions written as strings, without the intake."""

from collections.abc import Callable, Iterator

import pytest

from grader.model import Limits, Submission, Unit
from grader.sandbox import Plan
from grader.sandbox.cold import ColdJail
from grader.sandbox.jail import Jail
from grader.sandbox.process import ProcessSandbox

Module = Callable[[str], tuple[Submission, Plan]]


@pytest.fixture
def module() -> Module:
    """A module `m.py` with the entry `f(x, k=1)`, and the plan to run it."""

    def make(source: str) -> tuple[Submission, Plan]:
        unit = Unit(name="m.py", cell=None, source=source, code=source, fault=None)
        submission = Submission(file="m.py", sha256="", kind="module", units=(unit,))
        return submission, Plan(entry="f", parameters=("x", "k"), load=("m.py",))

    return make


@pytest.fixture(scope="session")
def jail() -> Iterator[Jail]:
    """One jail for all tests of this room."""
    with Jail() as jail:
        jail.wait_ready()
        yield jail


@pytest.fixture(scope="session")
def flat() -> Iterator[Jail]:
    """One jail whose children have no namespaces of their own."""
    with Jail(level="flat") as jail:
        jail.wait_ready()
        yield jail


@pytest.fixture(scope="session")
def cold() -> Iterator[ColdJail]:
    """A process for every submission, the next one started while one is in use."""
    with ColdJail(preload=()) as jail:
        yield jail


@pytest.fixture(scope="session")
def process() -> Iterator[ProcessSandbox]:
    """A plain process for every submission."""
    with ProcessSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def limits() -> Limits:
    """Limits that a hanging submission reaches soon."""
    return Limits(setup_s=5, call_s=1, total_s=20, memory_bytes=512 << 20)
