"""What the place where code is checked lacks costs no training that has been done, and is told apart from mistakes."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from grader.grade import grade_file
from grader.model import CheckResult
from grader.sandbox.jail import Jail
from tests.test_training import MODEL, SPEC, TRAIN, Grade, accuracy_check, grade, jail

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
        (
            "    import some_of_old; some_of_old.init()\n",
            "train() stopped with ModuleNotFoundError: No module named 'some_of_old'. That",
        ),
        ("    open('/kaggle/input/log.txt')\n", "train() stopped with FileNotFoundError"),
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


CELL = """import os
import numpy as np, torch
from torch import nn
from pathlib import Path
import matplotlib.pyplot as plt
images = torch.from_numpy(np.load("/data/digits/images.npy")).float() / 255
labels = torch.from_numpy(np.load("/data/digits/labels.npy").astype("int64"))
model = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(12):
    for batch in torch.randperm(len(images)).split(64):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
"""
"""A notebook of one cell, which trains by itself."""
KAGGLES = {
    "torch.save": 'torch.save(model.state_dict(), "/kaggle/working/x.pt")\n',
    "after each epoch": '    torch.save(model.state_dict(), f"/kaggle/working/{epoch}.pt")\n',
    "open": '    with open("/kaggle/working/log.txt", "a") as log:\n        log.write(str(loss.item()))\n',
    "read again": (
        '    Path("/kaggle/working/l").write_text("1")\n    assert open("/kaggle/working/l").read() == "1"\n'
    ),
    "os.makedirs": '    os.makedirs("/kaggle/working/models", exist_ok=True)\n    os.chdir("/kaggle/working")\n',
    "plt.savefig": '    plt.plot([1, 2])\n    plt.savefig("/kaggle/working/loss.png")\n',
    "numpy.save": '    np.save("/kaggle/working/losses.npy", np.zeros(3))\n',
}
Cells = Callable[..., CheckResult]


@pytest.fixture
def cells(tmp_path: Path, jail: Jail) -> Cells:
    """Grades a notebook of these cells; the check of its accuracy."""

    def run(*sources: str) -> CheckResult:
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        nbformat.write(made, tmp_path / "whole.ipynb")
        return accuracy_check(grade_file(tmp_path / "whole.ipynb", SPEC, sandbox=jail))

    return run


@pytest.mark.jail
@pytest.mark.parametrize("saves", KAGGLES.values(), ids=KAGGLES)
def test_a_notebook_may_save_where_kaggle_lets_it(cells: Cells, saves: str) -> None:
    check = cells(CELL + saves)
    assert check.state == "passed", check.feedback.message
    assert "broke off" not in check.feedback.message


@pytest.mark.jail
def test_what_lies_with_kaggle_is_said_to_be_why_nothing_was_trained(cells: Cells) -> None:
    check = cells(CELL.replace("/data/", "/kaggle/input/"))
    assert check.feedback.mistake is not None
    assert "'/kaggle/input/digits/images.npy'. The network was asked as it was made." in check.feedback.mistake
    assert "lies with the service that the notebook was written on (Kaggle, Colab)" in check.feedback.mistake


@pytest.mark.jail
def test_where_no_network_is_left_the_first_error_is_said(cells: Cells) -> None:
    reads = 'table = open("/kaggle/input/train.csv").read()\nmodel = len(table)\n'
    check = cells('from google.colab import drive; drive.mount("/content/drive")', reads)
    assert check.feedback.cause == "mismatch"
    assert "neither a network called model" in check.feedback.message
    assert "cell 2, line 1:  table = open" in check.feedback.message
    assert "/kaggle/input/train.csv lies with the service" in check.feedback.message


@pytest.mark.jail
def test_train_that_reads_what_lies_with_kaggle_is_told_so(grade: Grade) -> None:
    check = accuracy_check(
        grade(MODEL + TRAIN.replace("    optimizer", "    open('/kaggle/input/x')\n    optimizer", 1))
    )
    assert check.feedback.cause == "environment"
    assert check.feedback.message.startswith("/kaggle/input/x lies with the service")


@pytest.mark.jail
@pytest.mark.parametrize(
    "mounts",
    [
        "from google.colab import drive; drive.mount('/content/drive')\n",
        "from google.colab import drive\ndrive.mount('/content/drive')\n%cd /content/drive/MyDrive\n",
    ],
)
def test_a_drive_that_is_mounted_in_the_cell_that_trains_costs_nothing(cells: Cells, mounts: str) -> None:
    check = cells(mounts + CELL)
    assert check.state == "passed", check.feedback.message
    assert "broke off" not in check.feedback.message


HOSTED = """
    from google.colab import drive, userdata
    from kaggle_secrets import UserSecretsClient
    import wandb, os
    import pandas_of_old as pd
    drive.mount("/content/drive")
    os.environ["WANDB_API_KEY"] = userdata.get("wandb") or UserSecretsClient().get_secret("wandb")
    wandb.init(project="digits")
    optimizer ="""


@pytest.mark.jail
def test_train_may_begin_as_colab_and_kaggle_want_it(grade: Grade) -> None:
    check = accuracy_check(grade(MODEL + TRAIN.replace("\n    optimizer =", HOSTED, 1)))
    assert check.state == "passed", check.feedback.message
    assert "stopped" not in check.feedback.message


@pytest.mark.jail
@pytest.mark.parametrize(
    ("begins", "said"),
    [
        ("import pandas_of_old as pd; pd.DataFrame()", "The module pandas_of_old is not installed where the code"),
        ("from google.colab import files; files.upload()", "files.upload() waits for somebody who chooses a file"),
        ("import subprocess; subprocess.check_call('pip install x', shell=True)", "Nothing can be installed where"),
        ("import urllib.request; urllib.request.urlopen('http://example.com')", "There is no network where the code"),
    ],
)
def test_what_train_asks_for_in_vain_is_told_to_be_the_environments(grade: Grade, begins: str, said: str) -> None:
    check = accuracy_check(grade(MODEL + TRAIN.replace("    optimizer =", f"    {begins}\n    optimizer =", 1)))
    assert check.feedback.cause == "environment", check.feedback.message
    assert said in check.feedback.message


OPTIONS = """
import argparse
options = argparse.ArgumentParser()
options.add_argument("--epochs", type=int, default=12)
args = options.parse_args()
"""


@pytest.mark.jail
def test_a_file_that_reads_its_options_gets_their_defaults(grade: Grade) -> None:
    check = accuracy_check(grade(OPTIONS + MODEL + TRAIN.replace("range(12)", "range(args.epochs)")))
    assert check.state == "passed", check.feedback.message


LOADER = """
def build_model():
    return model

def train(model, loader, optimizer, epochs):
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
"""


@pytest.mark.jail
def test_a_notebook_whose_train_takes_a_loader_has_trained_by_itself(cells: Cells) -> None:
    begins, ends = CELL.split("for epoch")[0], "pairs = torch.utils.data.TensorDataset(images, labels)\n"
    ends += "train(model, torch.utils.data.DataLoader(pairs, 64, shuffle=True), optimizer, 12)\n"
    check = cells(begins, LOADER, ends)
    assert check.state == "passed", check.feedback.message


@pytest.mark.jail
def test_of_several_networks_the_one_that_was_kept_as_the_best_is_asked(cells: Cells) -> None:
    check = cells(CELL.replace("model", "net") + "import copy\nbest_net = copy.deepcopy(net)\n")
    assert check.state == "passed", check.feedback.message


@pytest.mark.jail
@pytest.mark.parametrize("taken", ["model, images, labels", "model, train_loader, optimizer, criterion"])
def test_a_train_that_takes_something_else_is_told_what_it_is_given(grade: Grade, taken: str) -> None:
    check = accuracy_check(grade(MODEL + f"\ndef train({taken}):\n    model.train()\n    return model\n"))
    assert f"train(model, images, labels, device). Yours takes ({taken})." in check.feedback.message


@pytest.mark.jail
def test_several_networks_without_a_name_to_choose_by_are_listed(grade: Grade) -> None:
    networks = "\nmlp = torch.nn.Linear(4, 2)\ncnn = torch.nn.Conv2d(1, 2, 3)\nsame = cnn\n"
    check = accuracy_check(grade("import torch\n" + networks))
    assert "several networks: mlp, cnn." in check.feedback.message


@pytest.mark.jail
def test_an_option_that_must_be_given_is_told_as_such(grade: Grade) -> None:
    reads = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--data', required=True)\n"
    messages = [check.feedback.message for check in grade(reads + "parser.parse_args()\n" + MODEL + TRAIN).checks]
    assert any("let every option have a default" in one for one in messages)
