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
        ("    open('/kaggle/working/log.txt', 'w')\n", "train() stopped with FileNotFoundError"),
        ("    import sys\n    sys.exit(0)\n", "train() ended the program (sys.exit() or exit())"),
    ],
    ids=["package", "Kaggle's folder", "exit"],
)
def test_what_is_missing_after_the_training_costs_nothing_and_is_said(grade: Grade, end: str, said: str) -> None:
    check = accuracy_check(grade(MODEL + TRAIN + end))
    assert check.state == "passed", check.feedback.message
    assert said in check.feedback.message


SAVES = """
    import os
    import wandb
    run = wandb.init(project="digits", config={"epochs": 12, "lr": 5e-3})
    wandb.watch(model)
    place = "/content/drive/MyDrive/digits"
    os.makedirs(place, exist_ok=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=wandb.config.lr)
    for epoch in range(run.config["epochs"]):
        for batch in torch.randperm(len(images)).split(64):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
        wandb.log({"loss": loss.item()}, step=epoch)
        torch.save(model.state_dict(), f"{place}/best.pt")
    model.load_state_dict(torch.load(place + "/best.pt"))
    run.finish()
"""


@pytest.mark.jail
def test_a_training_goes_on_where_it_saves_into_a_folder_that_is_not_here(grade: Grade) -> None:
    check = accuracy_check(grade(MODEL + "\ndef train(model, images, labels, device):" + SAVES))
    assert check.state == "passed", check.feedback.message
    said = "The folder of /content/drive/MyDrive/digits/best.pt is not there where the code is checked."
    assert said in check.feedback.message


@pytest.mark.jail
def test_where_something_was_saved_is_no_reason_for_a_low_accuracy(grade: Grade) -> None:
    saves = "    torch.save(model.state_dict(), '/content/drive/MyDrive/best.pt')\n"
    check = accuracy_check(grade(MODEL + TRAIN.replace("optimizer.step()", "pass") + saves))
    assert check.learned is not None
    assert check.learned.symptoms == ("unchanged", "elsewhere")
    assert check.feedback.mistake is not None
    assert check.feedback.mistake.startswith("The weights are the same")


@pytest.mark.jail
def test_workers_of_a_loader_and_pinned_memory_work_in_train(grade: Grade) -> None:
    loads = """
def train(model, images, labels, device):
    from torch.utils.data import DataLoader, TensorDataset
    set_ = TensorDataset(images, labels)
    loader = DataLoader(set_, batch_size=64, shuffle=True, num_workers=2, pin_memory=True, persistent_workers=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(10):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x.to(device)), y.to(device)).backward()
            optimizer.step()
"""
    check = accuracy_check(grade(MODEL + loads))
    assert check.state == "passed", check.feedback.message


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
