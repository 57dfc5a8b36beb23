"""What the other checks of a task make of a file that trains by itself, or of answers alone."""

from pathlib import Path

import pytest
import torch

from grader.catalog import Catalog
from grader.data import prepared_or_make
from grader.grade import grade_file
from grader.sandbox.jail import Jail
from grader.seeds import PRACTICE_SECRET, seed_of
from grader.unseen import draw_unseen
from tests.test_modes import DIGITS, HEAD, IN_ORDER, ROOT, Grade, accuracy_check, grade, jail, notebook, npz, trained

__all__ = ["grade", "jail", "trained"]
OF_28 = """
net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 26 * 26, 10))
net(torch.rand(8, 1, 28, 28)).sum().backward()
"""
TASKS = Catalog([ROOT / "assignments"])


def graded_without_training(task: str, source: str, tmp_path: Path, jail: Jail) -> dict[str, tuple[str, str]]:
    spec = TASKS.get(task)
    spec = spec.model_copy(update={"checks": tuple(check for check in spec.checks if check.fit is None)})
    (tmp_path / "own.ipynb").write_bytes(notebook(HEAD, source))
    report = grade_file(tmp_path / "own.ipynb", spec, sandbox=jail)
    return {check.id: (check.state, check.feedback.cause) for check in report.checks}


@pytest.mark.parametrize(
    ("end", "evaluation"),
    [
        ("model = net\n", ("not_run", "other_form")),
        ("model = net\ndef predict(images):\n    return net.eval()(images).detach()\n", ("passed", "none")),
        ("model = net\ndef predict(model, images):\n    return model(images)\n", ("failed", "values")),
    ],
)
def test_other_checks_ask_the_network_of_a_whole_file(
    end: str, evaluation: tuple[str, str], tmp_path: Path, jail: Jail
) -> None:
    found = graded_without_training("training/fashion_cnn", OF_28 + end, tmp_path, jail)
    assert found == {"answers": ("passed", "none"), "convolution": ("passed", "none"), "evaluation": evaluation}


def test_what_a_whole_file_lacks_still_counts(tmp_path: Path, jail: Jail) -> None:
    dense = OF_28.replace("nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), ", "").replace("4 * 26 * 26", "784")
    assert graded_without_training("training/fashion_cnn", dense, tmp_path, jail)["convolution"][0] == "failed"
    assert graded_without_training("training/fashion_cnn", "x = 1\n", tmp_path, jail)["evaluation"][0] == "failed"


def test_a_whole_file_gets_full_marks_where_its_network_is_all_that_is_asked_for(tmp_path: Path, jail: Jail) -> None:
    dense, convolutional = (
        "nn.Flatten(), nn.Linear(64, 48)",
        "nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(576, 48)",
    )
    code = IN_ORDER.replace("range(10)", "range(40)").replace(dense, convolutional)
    (tmp_path / "own.ipynb").write_bytes(notebook(HEAD + code + "model = net\n"))
    report = grade_file(tmp_path / "own.ipynb", DIGITS, sandbox=jail)
    assert report.score == report.max_score, [check.feedback.message for check in report.checks]


def test_checks_of_code_are_not_run_where_answers_alone_are_taken(
    tmp_path: Path, jail: Jail, trained: torch.nn.Module
) -> None:
    code, *_, accuracy = DIGITS.checks
    assert accuracy.fit is not None
    fit = accuracy.fit.model_copy(update={"modes": ("train", "predictions")})
    accuracy = accuracy.model_copy(update={"fit": fit, "needs": (code.id,)})
    spec = DIGITS.model_copy(update={"checks": (code, accuracy), "digest": "answers"})
    prepared = prepared_or_make("digits")
    assert prepared is not None
    images, _ = draw_unseen(prepared, fit, seed_of(PRACTICE_SECRET, spec.id, "accuracy", 0))
    (tmp_path / "a.npz").write_bytes(npz(logits=trained(images).detach().numpy()))
    checks = grade_file(tmp_path / "a.npz", spec, sandbox=jail).checks
    assert (checks[0].state, checks[0].feedback.cause) == ("not_run", "other_form")
    assert checks[1].learned is not None


def test_an_exception_named_as_ours_is_the_students_own(grade: Grade) -> None:
    said = "class Mismatch(Exception): ...\ndef build_model():\n    raise Mismatch('layers.count')\n"
    check = accuracy_check(
        grade("own.py", (said + "def train(model, images, labels, device):\n    model.eval()\n").encode())
    )
    assert (check.state, check.feedback.cause) == ("failed", "raised")
    assert "Your code stopped with Mismatch: layers.count" in check.feedback.message
