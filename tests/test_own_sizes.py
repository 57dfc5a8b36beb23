"""A wrong number of channels or neurons costs the check of sizes and no other, and never hides another mistake."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.catalog import Catalog
from grader.grade import grade_file
from grader.model import Report
from grader.sandbox import Sandbox
from grader.sandbox.jail import Jail

ROOT = Path(__file__).resolve().parents[1]
CATALOG = Catalog([ROOT / "assignments"])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One jail for all."""
    with Jail() as jail:
        yield jail


def grade(tmp_path: Path, sandbox: Sandbox, task: str, *changes: tuple[str, str]) -> Report:
    """The report of the task's reference after `changes` to its text."""
    spec = CATALOG.get(task)
    text = spec.reference_file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "network.py"
    path.write_text(text, encoding="utf-8")
    return grade_file(path, spec, sandbox=sandbox)


def failed(report: Report) -> list[str]:
    return [check.id for check in report.checks if check.state != "passed"]


@pytest.mark.parametrize(
    ("task", "changes"),
    [
        ("architectures/lenet", (("120, 84)", "120, 85)"), ("Linear(84,", "Linear(85,"))),
        ("architectures/lenet", (("Conv2d(1, 6,", "Conv2d(1, 8,"), ("Conv2d(6,", "Conv2d(8,"))),
        # other names for the layers: matched in the order in which the data passes them
        ("architectures/lenet", (("120, 84)", "120, 80)"), ("Linear(84,", "Linear(80,"), (".conv1", ".first"))),
        ("architectures/lenet", (("Linear(84, num_classes)", "Linear(84, 10)"),)),
        ("architectures/lenet", (("120, 84)", "120, 300)"), ("Linear(84,", "Linear(300,"))),
        ("architectures/residual_block", (("padding=1, bias=False", "padding=1"),)),
        (
            "architectures/resnet18",
            (
                (
                    "self.fc = nn.Linear(8 * width, num_classes)",
                    "self.fc = nn.Linear(8 * width, num_classes, bias=False)",
                ),
            ),
        ),
        (
            "architectures/inception_block",
            (("(in_channels, 48,", "(in_channels, 40,"), ("BasicConv2d(48,", "BasicConv2d(40,")),
        ),
    ],
)
def test_a_wrong_size_costs_one_check(
    tmp_path: Path, sandbox: Sandbox, task: str, changes: tuple[tuple[str, str], ...]
) -> None:
    report = grade(tmp_path, sandbox, task, *changes)
    assert failed(report) == ["shape_and_size"]
    assert [note.kind for note in report.notes].count("own_sizes") == 1
    assert report.layers is not None
    assert report.layers.first_yours is not None


def test_another_mistake_shows_through_the_wrong_size(tmp_path: Path, sandbox: Sandbox) -> None:
    changes = (("120, 84)", "120, 85)"), ("Linear(84,", "Linear(85,"), ("tanh(self.fc2", "relu(self.fc2"))
    report = grade(tmp_path, sandbox, "architectures/lenet", *changes)
    answer = next(check for check in report.checks if check.id == "answer")
    assert answer.feedback.cause == "values"
    assert failed(report) == ["shape_and_size", "answer", "gradients"]


@pytest.mark.parametrize(
    "changes",
    [
        (("120, 84)", "120, 20)"), ("Linear(84,", "Linear(20,")),  # less than a fourth
        (("120, 84)", "120, 30000)"), ("Linear(84,", "Linear(30000,")),  # millions of weights
    ],
)
def test_a_network_of_quite_other_sizes_is_another_network(
    tmp_path: Path, sandbox: Sandbox, changes: tuple[tuple[str, str], ...]
) -> None:
    report = grade(tmp_path, sandbox, "architectures/lenet", *changes)
    assert failed(report) == ["shape_and_size", "answer", "gradients"]


def test_a_network_that_is_right_has_no_table(tmp_path: Path, sandbox: Sandbox) -> None:
    assert grade(tmp_path, sandbox, "architectures/lenet").layers is None


def test_a_size_that_was_lied_about_is_not_excused(tmp_path: Path, sandbox: Sandbox) -> None:
    """The check of sizes counts what the student's process says; whoever passes it by a lie gains nothing."""
    lie = "self.conv1(x)))  # (N, 6, 14, 14)"
    changes = (("120, 84)", "120, 85)"), ("Linear(84,", "Linear(85,"), (lie, lie + LIE))
    report = grade(tmp_path, sandbox, "architectures/lenet", *changes)
    assert [note.kind for note in report.notes].count("own_sizes") == 0
    assert failed(report) == ["answer", "gradients"]


LIE = """
        total = 61706 - 850 + 85 * self.fc3.out_features
        self.parameters = lambda recurse=True: iter([torch.zeros(total)])"""


def test_an_input_changed_in_place_is_counted_once(tmp_path: Path, sandbox: Sandbox) -> None:
    report = grade(tmp_path, sandbox, "architectures/lenet", ("x = self.pool(torch.tanh(self.conv1(x)))", CHANGE))
    assert failed(report) == ["shape_and_size"]
    assert report.checks[0].feedback.cause == "input_changed"
    assert report.checks[0].feedback.mistake is None
    assert [note.kind for note in report.notes].count("input_changed_again") == 1


CHANGE = "y = x.clone(); x += 1; x = self.pool(torch.tanh(self.conv1(y)))"
