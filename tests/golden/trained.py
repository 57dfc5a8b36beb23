"""Networks as students train them, good and bad, for every task that trains: what is to be said of each.

The files of tests/golden/networks are whole submissions. Here each task gets them with its own shape of pictures, with
fewer pictures and epochs than the task has, and MNIST and CIFAR-10 with generated stand-ins.
"""

import re
from pathlib import Path
from typing import NamedTuple

from grader.authoring import Fit, TaskSpec
from grader.catalog import Catalog
from grader.data import stand_in
from grader.grade import grade_file
from grader.model import CheckResult
from grader.sandbox import Sandbox
from grader.seeds import PRACTICE_SECRET

ROOT = Path(__file__).resolve().parents[2]
NETWORKS = Path(__file__).parent / "networks"
CATALOG = Catalog([ROOT / "assignments"])


class Shortened(NamedTuple):
    """How a task's training is made short enough to be tried with every network."""

    channels: int
    side: int
    epochs: int
    train: int
    unseen: int


TASKS = {
    "training/lenet_digits": Shortened(1, 8, 8, 1200, 500),
    "training/mnist_cnn": Shortened(1, 28, 4, 1500, 500),
    "training/fashion_cnn": Shortened(1, 28, 4, 2500, 1000),
    "training/cifar10_cnn": Shortened(3, 32, 4, 1500, 500),
    "training/augmentation": Shortened(1, 8, 25, 200, 500),
}
FEW = {"by_heart": 60}
"""Networks that are given so many pictures only, whatever the task has."""
LATE_S = {"never_ends": 2.0}

NAMED = {
    "logarithm_of_zero": "nan",
    "rate_too_large": "one_class",
    "softmax_in_forward": "probabilities",
    "dropout_always_on": "train_mode",
    "batch_statistics": "train_mode",
    "another_model": "unchanged",
    "zeroed_before_step": "unchanged",
    "rate_too_small": "not_learned",
    "no_activations": "linear",
    "by_heart": "memorised",
    "first_pictures_only": "part",
    "images_shuffled_once": "shuffled",
    "two_loaders": "shuffled",
    "centred_in_training_only": "normalised",
    "standardised_in_training_only": "normalised",
    "scaled_in_training_only": "normalised",
    "never_ends": "late",
}
"""The first symptom of each bad network."""
FUNCTIONS = {
    "loop": {
        "probabilities": "softmax_before_the_loss",
        "train_mode": "no_eval_mode",
        "unchanged": "no_step",
        "not_learned": "zero_grad_before_step",
        "shuffled": "along_the_batch",
    },
    "transfer": {
        "probabilities": "head_with_softmax",
        "train_mode": "norms_in_train_mode",
        "unchanged": "optimizer_before_the_head",
        "normalised": "scaled_only",
    },
}
"""By task: symptom -> the known mistake that makes it, and the file of tests/golden/networks/<task> that makes it, too.

These tasks train nothing that is judged by its accuracy: their functions are handed small networks, data and steps, and
what comes back is compared. So the mistake itself is named there. The other symptoms come of what the task hands over
(learning rate, data, network and number of epochs), not of what students write.
"""
AS_THEY_ARE = "def varied(images):\n    return images\n"
MOVED = """def varied(images):
    moves = torch.randint(-1, 2, (len(images), 2)).tolist()
    return torch.stack([one.roll(move, (1, 2)) for one, move in zip(images, moves, strict=True)])
"""
"""What an honest network is shown where the task is about augmentation."""
HONEST = ("plain_sgd", "batch_norm_adam", "residual")


def prepare_stand_ins(folder: Path) -> None:
    """Generated MNIST and CIFAR-10 in which a linear classifier stays below full marks."""
    for name, noise, inverted in (("mnist", 60.0, 0.25), ("cifar10", 150.0, 0.4)):
        stand_in(name, folder, seed=5, train=1500, unseen=500, noise=noise, inverted=inverted)


def source_of(name: str, task: str) -> str:
    """The file of a network with the task's shape of pictures."""
    (file,) = NETWORKS.glob(f"*/{name}.py")
    short = TASKS[task]
    shape = f"CHANNELS, SIDE, EPOCHS = {short.channels}, {short.side}, {short.epochs}"
    source = re.sub(r"^CHANNELS, SIDE, EPOCHS = .*$", shape, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return source.replace(AS_THEY_ARE, MOVED) if task == "training/augmentation" else source


def shortened(task: str, name: str) -> TaskSpec:
    """The task with its checks of training only, and these made short."""
    spec, short = CATALOG.get(task), TASKS[task]
    (check,) = (check for check in spec.checks if check.fit is not None)
    assert check.fit is not None
    changed = {"train": FEW.get(name, short.train), "unseen": short.unseen, "budget_s": LATE_S.get(name, 60.0)}
    check = check.model_copy(update={"fit": check.fit.model_copy(update=changed)})
    needed = tuple(one for one in spec.checks if one.id in check.needs)
    return spec.model_copy(update={"checks": (*needed, check), "digest": f"{spec.digest} {changed}"})


def fit_of(spec: TaskSpec) -> Fit:
    """What is trained on, and what the accuracy is worth."""
    fit = spec.checks[-1].fit
    assert fit is not None
    return fit


def graded(name: str, task: str, folder: Path, sandbox: Sandbox, secret: bytes = PRACTICE_SECRET) -> CheckResult:
    """The check of training for a network that was handed in for the task."""
    path = folder / f"{name}.py"
    path.write_text(source_of(name, task), encoding="utf-8")
    return grade_file(path, shortened(task, name), sandbox=sandbox, secret=secret).checks[-1]
