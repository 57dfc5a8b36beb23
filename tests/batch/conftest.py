"""A class that is graded in this process: what surrounds the jail and the workers is tested without either."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import grader.batch.run
from grader.batch import unit
from grader.batch.asked import Lost, Summary, Wanted
from grader.batch.job import Course, Job, Look, Message, Setup
from grader.batch.plan import Item
from grader.batch.run import run_batch
from grader.batch.store import Store, Stored
from grader.catalog import default_root
from grader.model import Limits, Opened, Report, Result, Submission
from grader.sandbox import Plan, Watch
from grader.sandbox.fake import FakeSandbox, FakeSession
from tests.conftest import Course as WriteCourse

SECRET = b"the secret of a course that is only a test"
RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return 3 * x\n"


class InProcess(FakeSandbox):
    """Runs what was handed in here: it was written by a test."""

    def __init__(self) -> None:
        super().__init__(None)

    def open(self, submission: Submission, plan: Plan, limits: Limits, watch: Watch | None = None) -> FakeSession:
        namespace: dict[str, Any] = {}
        for one in submission.units:
            exec(one.code, namespace)
        return FakeSession(FakeSandbox(namespace.get(plan.entry)), plan, Opened(ended="ok"))


class Seats:
    """Workers that work when they are waited for. `before` is asked first: a Lost, or a message, is the answer then."""

    gpus = 0

    def __init__(self, before: Callable[[Message], Message | Lost | None], jobs: int = 2) -> None:
        self.before, self.jobs = before, jobs
        self.given: list[tuple[int, Message]] = []
        self.bench: unit.Bench | None = None
        self.looked_after = self.closed = 0

    def begin(self, setup: Setup, jobs: int, **_: Any) -> "Seats":
        roots = [Path(root) if root else default_root() for root in setup.roots]
        self.bench = unit.Bench(roots, setup, InProcess())
        return self

    @property
    def free(self) -> int:
        return self.jobs - len(self.given)

    @property
    def running(self) -> int:
        return len(self.given)

    def prepare(self, ids: Sequence[str], jobs: int) -> None: ...

    def give(self, ticket: int, message: Message, *, gpu: bool = False) -> None:
        assert self.free
        self.given.append((ticket, message))

    def wait(self, seconds: float) -> list[tuple[int, Message | Lost]]:
        if not self.given:
            return []
        ticket, message = self.given.pop(0)
        return [(ticket, self.before(message) or self._answer(message))]

    def _answer(self, message: Message) -> Message:
        assert self.bench is not None
        if isinstance(message, Look):
            return unit.look(message)
        if isinstance(message, Course):
            return unit.facts_of(message.ids, self.bench)
        assert isinstance(message, Job)
        return unit.grade(message, self.bench)

    def look_after(self) -> None:
        self.looked_after += 1

    def close(self) -> None:
        self.given.clear()
        self.closed += 1


class Told:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def say(self, text: str) -> None: ...

    def begin(self, total: int, workers: int, *, searching: bool = False) -> None: ...

    def searched(self, item: Item, running: int) -> None: ...

    def done(self, item: Item, result: Result, running: int) -> None: ...

    def note(self, text: str) -> None:
        self.notes.append(text)


class Class:
    """A folder of submissions, its results, and how often each student was graded."""

    def __init__(self, place: Path, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.place, self.root, self.patch = place, root, patch
        self.folder, self.out = place / "class", place / "out"
        self.folder.mkdir()
        self.graded: Counter[str] = Counter()
        self.looks = 0
        self.on: Callable[[Message], Message | Lost | None] = lambda message: None
        self.told = Told()
        self.seats = Seats(self._before)

    def hand_in(self, student: str, text: str | bytes = RIGHT, name: str = "double.py") -> Path:
        """A file of a student."""
        file = self.folder / student / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def grade(self, **wanted: Any) -> Summary:
        """One run."""
        self.graded.clear()
        self.looks = 0
        self.told, self.seats = Told(), Seats(self._before)
        self.patch.setattr(grader.batch.run, "Pool", self.seats.begin)
        asked = {"folder": self.folder, "out": self.out, "roots": [self.root], "secret": SECRET, "jobs": 2}
        return run_batch(Wanted(**(asked | wanted)), self.told)

    def stored(self) -> dict[str, Stored]:
        """Results by student."""
        return {one.result.student: one for _, one in Store(self.out).all()}

    def reports(self) -> dict[str, Report]:
        """Reports by student."""
        store = Store(self.out)
        found = {one.result.student: store.report(folder) for folder, one in store.all()}
        return {student: report for student, report in found.items() if report is not None}

    def home(self, student: str) -> Path:
        """Where a student's results for the task lie."""
        return next(folder for folder, one in Store(self.out).all() if one.result.student == student)

    def _before(self, message: Message) -> Message | Lost | None:
        if isinstance(message, Job):
            self.graded[message.student] += 1
        self.looks += isinstance(message, Look)
        return self.on(message)


@pytest.fixture
def room(tmp_path: Path, course: WriteCourse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Class]:
    """An empty class with the course's one task, demo/double."""
    yield Class(tmp_path, course(), monkeypatch)
