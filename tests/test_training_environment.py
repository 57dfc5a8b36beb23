"""What the place where code is checked lacks costs no training that has been done, and is told apart from mistakes."""

import pytest

from tests.test_training import MODEL, TRAIN, Grade, accuracy_check, grade, jail

__all__ = ["grade", "jail"]
DRAWS = """
import matplotlib.pyplot as plt
from tqdm.auto import tqdm
plt.rcParams["font.size"] = 9
"""


@pytest.mark.jail
def test_bars_and_plots_cost_no_training_where_their_packages_are_missing(grade: Grade) -> None:
    shows = "    fig, axes = plt.subplots(1, 2)\n    axes[0].plot([1, 2])\n    plt.savefig('loss.png')\n"
    check = accuracy_check(grade(DRAWS + MODEL + TRAIN.replace("range(12)", "tqdm(range(12), total=12)") + shows))
    assert check.state == "passed", check.feedback.message


@pytest.mark.jail
@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("    import wandb_of_old\n", "train() stopped with ModuleNotFoundError: No module named 'wandb_of_old'. That"),
        ("    torch.save(model.state_dict(), '/content/drive/MyDrive/best.pt')\n", "/content/drive/MyDrive"),
        ("    open('/kaggle/working/log.txt', 'w')\n", "train() stopped with FileNotFoundError"),
        ("    import sys\n    sys.exit(0)\n", "train() ended the program (sys.exit() or exit())"),
    ],
    ids=["package", "Colab's folder", "Kaggle's folder", "exit"],
)
def test_what_is_missing_after_the_training_costs_nothing_and_is_said(grade: Grade, end: str, said: str) -> None:
    check = accuracy_check(grade(MODEL + TRAIN + end))
    assert check.state == "passed", check.feedback.message
    assert said in check.feedback.message


@pytest.mark.jail
def test_an_error_of_the_students_own_still_ends_the_training(grade: Grade) -> None:
    check = accuracy_check(grade(MODEL + TRAIN + "    images.view(3, -5)\n"))
    assert (check.feedback.cause, check.points) == ("raised", 0)


@pytest.mark.jail
def test_a_package_that_is_not_here_is_told_apart_from_a_mistake_in_train(grade: Grade) -> None:
    source = "from some_bars import progress\n" + MODEL + TRAIN.replace("range(12)", "progress(9)")
    check = accuracy_check(grade(source))
    assert check.feedback.cause == "environment"
    assert "The module some_bars is not installed where the code is checked" in check.feedback.message
    assert "for _ in progress(9):" in check.feedback.message


@pytest.mark.jail
def test_what_is_missing_because_the_file_stopped_is_said_so(grade: Grade) -> None:
    check = accuracy_check(grade("epochs = int(input('epochs? '))\n" + MODEL + TRAIN))
    assert check.feedback.cause == "load_failed"
    assert "Nobody can answer input()" in check.feedback.message
