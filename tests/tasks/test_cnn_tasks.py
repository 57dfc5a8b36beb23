"""Networks trained by students: what is right gets full marks, what went wrong is named, a dense one is not enough.

MNIST and CIFAR-10 are generated stand-ins here; Fashion-MNIST is the real one where it is on the machine.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from grader.authoring import TaskSpec
from grader.catalog import Catalog
from grader.data import prepared_or_make, stand_in
from grader.grade import grade_file
from grader.model import CheckResult, Report
from grader.sandbox.jail import Jail
from grader.unseen import draw_unseen

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog([ROOT / "assignments"])
TASKS = {"mnist": "training/mnist_cnn", "cifar10": "training/cifar10_cnn", "fashion_mnist": "training/fashion_cnn"}
MIXED = """

def train(model, images, labels, device):
    mixed = labels[:300][torch.randperm(300)]
    for _ in range(6):
        fitted(model, images[:300], mixed, device)
"""
DENSE = """
import torch
from torch import nn

def build_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))

def train(model, images, labels, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(10):
        for batch in torch.randperm(len(images)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()

def predict(model, images, device):
    with torch.no_grad():
        return model.eval()(images)
"""
Grade = Callable[[str, str], Report]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stand-ins of both data sets, with few pictures."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("mnist", "cifar10"):
        stand_in(name, folder, seed=5, train=1500, unseen=500)
    return folder


@pytest.fixture
def stand_ins(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the data sets of the machine."""
    monkeypatch.setenv("GRADER_DATA", str(root))


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(hidden=[ROOT / "assignments", ROOT / "reference"]) as opened:
        yield opened


@pytest.fixture
def grade(tmp_path: Path, jail: Jail) -> Grade:
    def run(task: str, source: str) -> Report:
        path = tmp_path / "network.py"
        path.write_text(source, encoding="utf-8")
        return grade_file(path, CATALOG.get(task), sandbox=jail)

    return run


def reference_of(task: str) -> str:
    return CATALOG.get(task).reference_file.read_text(encoding="utf-8")


def accuracy_check(report: Report) -> CheckResult:
    return next(check for check in report.checks if check.id == "accuracy")


@pytest.mark.parametrize("task", TASKS.values())
def test_a_task_has_ten_points_and_names_what_brings_all_of_them(task: str) -> None:
    spec = CATALOG.get(task)
    fit = spec.checks[-1].fit
    assert fit is not None
    assert spec.max_score == 10
    for language in ("en", "ru"):
        cutoffs = [f"{100 * accuracy:.0f} %" for accuracy, _ in fit.cutoffs]
        assert [cutoff for cutoff in cutoffs if cutoff not in spec.statement(language)] == []


@pytest.mark.jail
@pytest.mark.usefixtures("stand_ins")
@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_the_reference_gets_full_marks_on_stand_ins(grade: Grade, name: str) -> None:
    report = grade(TASKS[name], reference_of(TASKS[name]))
    assert [(check.id, check.state) for check in report.checks if check.state != "passed"] == []
    assert report.score == 10


@pytest.mark.jail
@pytest.mark.usefixtures("stand_ins")
@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_shuffled_labels_are_named(grade: Grade, name: str) -> None:
    source = reference_of(TASKS[name]).replace("def train(", "def fitted(") + MIXED
    check = accuracy_check(grade(TASKS[name], source))
    assert check.learned is not None, check.feedback
    assert check.points == 0
    assert check.learned.symptoms[0] == "shuffled", check.learned


def fashion() -> TaskSpec:
    if prepared_or_make("fashion_mnist") is None:
        pytest.skip("Fashion-MNIST is not on this machine")
    return CATALOG.get(TASKS["fashion_mnist"])


@pytest.mark.jail
def test_a_dense_network_gets_no_points_for_its_accuracy(grade: Grade) -> None:
    report = grade(fashion().id, DENSE)
    assert [check.id for check in report.checks if check.state == "passed"] == ["answers", "evaluation"]
    assert accuracy_check(report).points == 0


def test_the_accuracy_of_the_dense_network_of_the_statement_is_worth_less_than_a_third() -> None:
    spec = fashion()
    fit, prepared = spec.checks[-1].fit, prepared_or_make("fashion_mnist")
    assert fit is not None and prepared is not None and fit.train is not None
    names: dict[str, Callable[..., nn.Module]] = {}
    exec(DENSE, names)
    images, labels = prepared.train()
    torch.manual_seed(0)
    model = names["build_model"]()
    assert sum(weight.numel() for weight in model.parameters()) == fit.parameters
    x = torch.from_numpy(images[: fit.train].copy()).float() / 255
    names["train"](model, x, torch.from_numpy(labels[: fit.train].astype("int64")), "cpu")
    for seed in range(5):
        unseen, known = draw_unseen(prepared, fit, seed)
        with torch.no_grad():
            accuracy = float((model(unseen).argmax(1) == known).float().mean())
        assert accuracy > 0.70
        assert fit.share(accuracy) < 1 / 3
