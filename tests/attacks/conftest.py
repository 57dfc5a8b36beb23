"""One jail for all attacks, as a cohort would use it, and a judge that has everything an attack would like to have."""

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from grader.authoring import CheckSpec, TaskSpec
from grader.catalog import Catalog
from grader.data import given_folder, prepared_or_make
from grader.errors import GraderFault
from grader.grade import Graded, grade_submission
from grader.intake import read_submission
from grader.model import Report
from grader.report import print_report, to_html, to_json
from grader.sandbox.bubblewrap import find_bwrap
from grader.sandbox.cold import ColdJail
from grader.sandbox.jail import Jail
from grader.sandbox.process import ProcessSandbox
from tests.attacks.header import Header

ROOT = Path(__file__).parents[2]
SECRET = b"attack-course-secret-" + os.urandom(16).hex().encode()
"""A known beginning and an unknown end, so that a submission can look for it and cannot carry it."""


class Judge:
    """Grades through one jail with the course's secret in memory, as the grader does."""

    def __init__(self, jail: Jail | ColdJail | ProcessSandbox, catalog: Catalog) -> None:
        self.jail = jail
        self._catalog = catalog

    def grade(
        self, path: Path, task: str, limits: dict[str, float | int], checks: int | None = None, *, hints: float = 0.0
    ) -> Graded:
        """One file, with other limits than its task's and with the first `checks` of its checks."""
        spec: TaskSpec = self._catalog.get(task)
        shown = tuple(_with_short_training(check) for check in spec.checks[:checks])
        changed = {"limits": spec.limits.model_copy(update=limits), "checks": shown}
        spec = spec.model_copy(update=changed)
        return grade_submission(read_submission(path, "en"), spec, sandbox=self.jail, secret=SECRET, hints=hints)

    def grade_attack(self, attack: Header) -> Graded:
        """One hostile file, with the limits that suit it."""
        return self.grade(attack.path, attack.task, attack.limits, attack.checks, hints=attack.hints)

    def grade_good(self) -> Report:
        """The known right submission, with the task's own limits."""
        return self.grade(Path(__file__).with_name("good.py"), "pooling/max_pool2d", {}).report


def _with_short_training(check: CheckSpec) -> CheckSpec:
    """A hostile training is given eight seconds."""
    return (
        check if check.fit is None else check.model_copy(update={"fit": check.fit.model_copy(update={"budget_s": 8.0})})
    )


@pytest.fixture(scope="session")
def judges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Judge]]:
    """A judge for the level that is asked for; one sandbox is open at a time.

    Temporary files of the trusted side go where the tests can see them.
    """
    try:
        find_bwrap()
    except GraderFault as error:
        pytest.skip(str(error))
    prepared = prepared_or_make("digits")
    assert prepared is not None
    given_folder(prepared, 200)  # else the first training starts the jail anew, with the data bound
    now: dict[str, Judge] = {}

    def judge(level: str) -> Judge:
        if level not in now:
            for former in now.values():
                former.jail.close()
            now.clear()
            jail = _sandbox(level)
            assert jail.level == level
            made = Judge(jail, Catalog([ROOT / "assignments"]))
            assert made.grade_good().score == made.grade_good().max_score
            now[level] = made
        return now[level]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "TORCHINDUCTOR_CACHE_DIR", str(tmp_path_factory.mktemp("inductor"))
        )  # made by torch, here, unasked
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("trusted")))
        yield judge
        for last in now.values():
            last.jail.close()


@pytest.fixture
def judge(request: pytest.FixtureRequest, judges: Callable[[str], Judge]) -> Judge:
    """At level `ns` where a test names no other."""
    return judges(getattr(request, "param", "ns"))


def _sandbox(level: str) -> Jail | ColdJail | ProcessSandbox:
    hidden = [ROOT / "assignments", ROOT / "reference"]
    if level == "process":
        return ProcessSandbox()
    if level == "cold":  # a process that waits for the next submission would look like one that was left running
        return ColdJail(preload=(), lasting=False, hidden=hidden)
    return Jail(level="flat" if level == "flat" else "ns", hidden=hidden)


@pytest.fixture
def sentinel(tmp_path: Path) -> Path:
    """A folder with a file that nobody may touch."""
    folder = tmp_path / "sentinel"
    folder.mkdir()
    (folder / "untouched").write_text("untouched")
    return folder


def every_form(graded: Graded) -> dict[str, str]:
    """The report as JSON, as HTML with the executed notebook, and as a terminal shows it."""
    screen = io.StringIO()
    print_report(graded.report, Console(file=screen, width=100, force_terminal=False))
    return {
        "json": to_json(graded.report),
        "html": to_html(graded.report, graded.executed),
        "terminal": screen.getvalue(),
    }
