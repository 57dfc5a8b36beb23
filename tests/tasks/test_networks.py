"""In every task that trains bad networks are named for what is wrong, honest ones get what their accuracy deserves.

The networks are the files of tests/golden/networks; `python -m tests.benchmarks.symptoms` tries all in all tasks
under several secrets. Here the small digits meet all, the larger pictures each network once.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.data import prepared_or_make
from grader.grade import grade_file
from grader.model import CheckResult
from grader.sandbox.jail import Jail
from tests.golden.trained import (
    CATALOG,
    FUNCTIONS,
    HONEST,
    NAMED,
    NETWORKS,
    ROOT,
    TASKS,
    fit_of,
    graded,
    prepare_stand_ins,
    shortened,
)

pytestmark = pytest.mark.jail
LARGE = ("training/mnist_cnn", "training/fashion_cnn", "training/cifar10_cnn")
SMALL = tuple(task for task in TASKS if task not in LARGE)
PAIRS = [(name, task) for number, name in enumerate(NAMED) for task in (*SMALL, LARGE[number % len(LARGE)])]
WITH = {"late"}
"""What may be said beside the first: that the time was up."""
Grade = Callable[[str, str], CheckResult]


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(hidden=[ROOT / "assignments", ROOT / "reference"]) as opened:
        yield opened


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data sets with stand-ins for those that are downloaded."""
    folder = tmp_path_factory.mktemp("data")
    prepare_stand_ins(folder)
    return folder


@pytest.fixture
def grade(data: Path, jail: Jail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grade:
    monkeypatch.setenv("GRADER_DATA", str(data))

    def run(name: str, task: str) -> CheckResult:
        if prepared_or_make(fit_of(shortened(task, name)).data) is None:
            pytest.skip("the data set is not on this machine")
        return graded(name, task, tmp_path, jail)

    return run


@pytest.mark.parametrize(("name", "task"), PAIRS)
def test_a_bad_network_is_named_for_what_is_wrong(grade: Grade, name: str, task: str) -> None:
    check = grade(name, task)
    assert check.learned is not None, check.feedback.message
    first, *others = check.learned.symptoms or ("nothing",)
    assert first == NAMED[name], check.learned
    if first != "late":
        assert set(others) <= WITH, check.learned


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_network_gets_what_its_accuracy_deserves(grade: Grade, name: str, task: str) -> None:
    check, fit = grade(name, task), fit_of(shortened(task, name))
    assert check.learned is not None, check.feedback.message
    assert check.points == pytest.approx(fit.share(check.learned.accuracy) * check.max_points, abs=0.005)
    assert check.points > 0
    assert set(check.learned.symptoms) <= {"short"}, check.learned


@pytest.mark.parametrize(("task", "mistake"), [(task, one) for task in FUNCTIONS for one in FUNCTIONS[task].values()])
def test_where_functions_are_compared_the_mistake_itself_is_named(jail: Jail, task: str, mistake: str) -> None:
    spec = CATALOG.get(f"training/{task}")
    report = grade_file(NETWORKS / task / f"{mistake}.py", spec, sandbox=jail)
    first = next(check for check in report.checks if check.state == "failed")
    assert first.feedback.mistake == next(one.text.en for one in spec.mistakes if one.id == mistake)


def test_each_network_of_the_folder_is_tried() -> None:
    tried = {*NAMED, *HONEST, *(one for symptoms in FUNCTIONS.values() for one in symptoms.values())}
    assert {file.stem for file in NETWORKS.rglob("*.py")} == tried
