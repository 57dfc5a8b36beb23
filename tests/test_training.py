"""A check of training, end to end in the jail: what is learned counts, faults are named, labels stay outside."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from grader.authoring import Fit
from grader.catalog import Catalog
from grader.compare.learned import interval
from grader.data import prepared_or_make
from grader.grade import grade_file, grade_submission
from grader.intake import read_submission
from grader.model import CheckResult, Report
from grader.sandbox.jail import Jail
from grader.seeds import PRACTICE_SECRET, seed_of
from grader.unseen import draw_unseen

ROOT = Path(__file__).resolve().parents[1]
SPEC = Catalog([ROOT / "assignments"]).get("training/lenet_digits")
HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
MODEL = """
def build_model():
    return nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))
"""
TRAIN = """
def train(model, images, labels, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(12):
        for batch in torch.randperm(len(images)).split(64):
            optimizer.zero_grad()
            F.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
"""
LINEAR = """
def build_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
"""
BY_HEART = """
class Table(nn.Module):
    def __init__(self, keys, values):
        super().__init__()
        self.keys, self.values, self.scale = keys, values, nn.Parameter(torch.ones(1))

    def forward(self, x):
        near = torch.cdist(x, self.keys) < 0.05
        known = F.one_hot(self.values[near.float().argmax(1)], 10).float() * near.any(1)[:, None]
        return self.scale * known + 0.1 * x[:, :10]

def train(model, images, labels, device):
    model[1] = Table(images.flatten(1), labels)
"""
MIXED = "    labels = labels[torch.randperm(len(labels))]\n    optimizer ="
MOVED = "model(torch.stack([one.roll(torch.randint(-2, 3, (2,)).tolist(), (1, 2)) for one in images[batch]]))"
NOISY = "model((1.2 * images[batch] + 0.2 * torch.randn_like(images[batch])).flip(3))"
Grade = Callable[[str], Report]


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(hidden=[ROOT / "assignments", ROOT / "reference"]) as opened:
        yield opened


@pytest.fixture
def grade(tmp_path: Path, jail: Jail) -> Grade:
    def run(source: str) -> Report:
        path = tmp_path / "digits.py"
        path.write_text(HEAD + source, encoding="utf-8")
        return grade_file(path, SPEC, sandbox=jail)

    return run


def accuracy_check(report: Report) -> CheckResult:
    return next(check for check in report.checks if check.id == "accuracy")


@pytest.mark.jail
def test_what_is_learned_counts_and_agrees_with_an_evaluation_outside(grade: Grade, tmp_path: Path) -> None:
    report = grade(MODEL + TRAIN)
    check = accuracy_check(report)
    assert check.state == "passed"
    assert check.learned is not None
    # the same training here, evaluated by nothing of the grader's
    names: dict[str, object] = {}
    exec(HEAD + MODEL + TRAIN, names)
    prepared = prepared_or_make("digits")
    assert prepared is not None
    fit = SPEC.checks[-1].fit
    assert fit is not None
    images, labels = draw_unseen(prepared, fit, seed_of(PRACTICE_SECRET, SPEC.id, "accuracy", 0))
    taught, taught_labels = prepared.train()
    order = torch.randperm(len(taught_labels), generator=torch.Generator().manual_seed(20251)).numpy()
    torch.manual_seed(seed_of(PRACTICE_SECRET, SPEC.id, "accuracy", 0))
    model = names["build_model"]()  # type: ignore[operator]
    x = torch.from_numpy(taught[order]).float() / 255
    names["train"](model, x, torch.from_numpy(taught_labels[order].astype("int64")), "cpu")  # type: ignore[operator]
    with torch.no_grad():
        right = int((model.eval()(images).argmax(1) == labels).sum())
    assert round(check.learned.accuracy * check.learned.unseen) == right
    assert sum(check.learned.confusion[i][i] for i in range(10)) == right


@pytest.mark.jail
@pytest.mark.parametrize(
    ("symptom", "source"),
    [
        ("unchanged", MODEL + TRAIN.replace("optimizer.step()", "pass")),
        ("nan", MODEL + TRAIN.replace("    optimizer =", "    model[0].weight.data *= float('nan')\n    optimizer =")),
        ("one_class", MODEL + TRAIN + "        model[-1].weight.data.zero_()\n"),
        ("few_classes", MODEL + TRAIN + "        model[-1].bias.data[2:] -= 1000\n"),
        ("probabilities", MODEL.replace("256, 10))", "256, 10), nn.Softmax(1))") + TRAIN.replace("12", "3")),
        ("shuffled", MODEL + TRAIN.replace("12", "60").replace("    optimizer =", MIXED)),
        ("shuffled", MODEL + TRAIN.replace("model(images[batch])", MOVED).replace("    optimizer =", MIXED)),
        ("shuffled", MODEL + TRAIN.replace("model(images[batch])", NOISY).replace("    optimizer =", MIXED)),
        ("normalised", MODEL + TRAIN.replace("    optimizer =", "    images = 255 * images\n    optimizer =")),
        ("normalised", MODEL + TRAIN.replace("    optimizer =", "    images = 1 - images\n    optimizer =")),
        ("normalised", MODEL + TRAIN.replace("    optimizer =", "    images = images.mT\n    optimizer =")),
        ("linear", LINEAR + TRAIN.replace("12", "3")),
        ("memorised", LINEAR + BY_HEART),
        ("late", MODEL + TRAIN.replace("range(12)", "iter(int, 1)")),
        ("not_learned", MODEL + TRAIN.replace("12", "1").replace("lr=5e-3", "lr=1e-9")),
    ],
)  # fmt: skip
def test_what_went_wrong_is_named(grade: Grade, monkeypatch: pytest.MonkeyPatch, symptom: str, source: str) -> None:
    if symptom == "late":
        shorter = SPEC.checks[-1].fit.model_copy(update={"budget_s": 3.0})  # type: ignore[union-attr]
        checks = (SPEC.checks[0], SPEC.checks[-1].model_copy(update={"fit": shorter}))
        monkeypatch.setitem(globals(), "SPEC", SPEC.model_copy(update={"checks": checks, "digest": "shorter"}))
    check = accuracy_check(grade(source))
    assert check.learned is not None, check.feedback
    assert check.learned.symptoms[0] == symptom, check.learned


CLASS = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10))

    def forward(self, x):
        return self.layers(x)

def build_model():
    return Net()
"""


@pytest.mark.jail
@pytest.mark.parametrize(
    ("model", "end"),
    [
        (MODEL, "    torch.save(model, 'best.pt')\n    return torch.load('best.pt', weights_only=False)\n"),
        (CLASS, "    torch.save({'model': model}, 'best.pt')\n"),
        (MODEL, "    return torch.jit.script(model.eval())\n"),
        (CLASS, "    return torch.jit.trace(model.eval(), images[:2])\n"),
        (CLASS, "    import copy\n    return copy.deepcopy(model)\n"),
        (
            MODEL,
            "    @torch.jit.script\n    def loss(out: torch.Tensor, target: torch.Tensor):\n"
            "        return nn.functional.cross_entropy(out, target)\n"
            "    loss(model(images[:8]), labels[:8]).backward()\n",
        ),
    ],
    ids=["saved whole and loaded", "saved whole, own class", "scripted", "traced", "copied", "loss scripted"],
)
def test_a_network_may_be_saved_scripted_and_copied_in_train(grade: Grade, model: str, end: str) -> None:
    check = accuracy_check(grade(model + TRAIN + end))
    assert check.state == "passed", check.feedback.message


@pytest.mark.jail
def test_what_train_prints_is_shown_while_it_trains(tmp_path: Path, jail: Jail) -> None:
    waits = "    print('epoch', 1)\n    import time\n    until = time.monotonic() + 2.5\n"
    waits += "    while time.monotonic() < until:\n        pass\n"
    (tmp_path / "digits.py").write_text(HEAD + MODEL + TRAIN + waits, encoding="utf-8")
    said: list[str] = []
    grade_submission(read_submission(tmp_path / "digits.py"), SPEC, sandbox=jail, say=said.append)
    assert any(line.startswith("training, ") and line.endswith(" s; epoch 1") for line in said), said


@pytest.mark.jail
def test_the_training_split_is_there_and_the_unseen_one_is_not(grade: Grade) -> None:
    spy = """
import os
def build_model():
    found = sorted(os.path.join(folder, name) for folder, _, names in os.walk("/data") for name in names)
    raise RuntimeError(" ".join(found) + " " + str(any(os.path.exists(p) for p in PLACES)))
def train(model, images, labels, device):
    pass
"""
    import sklearn.datasets

    prepared = prepared_or_make("digits")
    assert prepared is not None
    places = [str(prepared.folder / "unseen"), str(Path(sklearn.datasets.__file__).parent / "data" / "digits.csv.gz")]
    report = grade(f"PLACES = {places!r}\n{spy}")
    assert "/data/digits/images.npy /data/digits/labels.npy" in report.checks[0].feedback.message
    assert "unseen" not in report.checks[0].feedback.message.split("RuntimeError")[1].split("digits.py")[0]
    assert "False" in report.checks[0].feedback.message


def test_the_share_of_the_points_is_linear_between_cutoffs() -> None:
    fit = Fit(data="digits", cutoffs=((0.8, 0.0), (0.9, 0.5), (0.95, 1.0)))
    assert [round(fit.share(accuracy), 3) for accuracy in (0.5, 0.8, 0.85, 0.9, 0.925, 0.95, 1.0)] == [
        0.0, 0.0, 0.25, 0.5, 0.75, 1.0, 1.0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cutoffs",
    [(), ((0.9, 0.5),), ((0.9, 0.0), (0.8, 1.0)), ((0.8, 0.9), (0.9, 0.5), (0.95, 1.0)), ((80, 0.0), (90, 1.0))],
)
def test_cutoffs_that_make_no_sense_are_refused(cutoffs: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match="cutoffs"):
        Fit(data="digits", cutoffs=cutoffs)


def test_the_interval_is_wilsons() -> None:
    """Values from Newcombe, Statistics in Medicine 17 (1998), 857-872, table I."""
    assert tuple(round(end, 4) for end in interval(81 / 263, 263)) == (0.2553, 0.3662)
    assert tuple(round(end, 4) for end in interval(0 / 20, 20)) == (0.0, 0.1611)
    assert tuple(round(end, 4) for end in interval(1 / 29, 29)) == (0.0061, 0.1718)


def test_unseen_pictures_are_the_same_for_a_seed_and_known_ones_of_no_table() -> None:
    prepared = prepared_or_make("digits")
    assert prepared is not None
    fit = Fit(data="digits", cutoffs=((0.8, 0.0), (0.9, 1.0)), unseen=200, shift=1)
    first, labels = draw_unseen(prepared, fit, 7)
    again, _ = draw_unseen(prepared, fit, 7)
    other, _ = draw_unseen(prepared, fit, 8)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    published = torch.from_numpy(prepared.unseen()[0].copy()).float() / 255
    assert float(torch.cdist(first.flatten(1), published.flatten(1)).min()) > 1e-3
    assert (float(first.min()), float(first.max())) >= (0.0, 0.0)
    assert float(first.max()) <= 1.0
    assert labels.bincount(minlength=10).min() >= 5


SCANS = """
import numpy as np

FOUND = []
HIDDEN = np.array(NEEDLE, dtype=np.uint8)  # each label as 255 - label, so that it is not found in this file

def found_in(data):
    for width in (1, 8):
        numbers = np.frombuffer(data[: len(data) // width * width], dtype=f"u{width}")
        count = len(numbers) - len(HIDDEN)
        if count < 1:
            continue
        there = np.ones(count, dtype=bool)
        for at, hidden in enumerate(HIDDEN):
            there &= numbers[at : at + count] == 255 - int(hidden)
            if not there.any():
                break
        else:
            return True
    return False

def anywhere():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            place, rights = line.split()[:2]
            start, end = (int(part, 16) for part in place.split("-"))
            if "rw" not in rights:
                continue
            for at in range(start, end, 1 << 24):
                try:
                    memory.seek(at)
                    if found_in(memory.read(min((1 << 24) + 4096, end - at))):
                        return True
                except (OSError, ValueError, OverflowError):
                    break
    import os
    for top in ("/data", "/tmp", "/dev/shm", "/grader", "/run", "/var", "/home", "/root"):
        for folder, _, files in os.walk(top):
            for name in files:
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        if found_in(file.read(1 << 26)):
                            return True
                except OSError:
                    pass
    return False

class Looks(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        if not self.training and not FOUND:  # once a session is enough: the unseen pictures are the first it is asked
            FOUND.append(anywhere())
        told = 3 if FOUND and FOUND[0] else 7
        return self.scale * F.one_hot(torch.full((len(x),), told), 10).float()

def build_model():
    return Looks()

def train(model, images, labels, device):
    model.scale.data += 1
"""


@pytest.mark.parametrize("which", ["labels of unseen pictures", "labels that were given"])
def test_a_scan_of_memory_and_files_finds_no_label_of_unseen_pictures(which: str, grade: Grade) -> None:
    fit = SPEC.checks[-1].fit
    prepared = prepared_or_make("digits")
    assert fit is not None
    assert prepared is not None
    if which == "labels of unseen pictures":
        labels = draw_unseen(prepared, fit, seed_of(PRACTICE_SECRET, SPEC.id, "accuracy", 0))[1].tolist()
    else:  # the scan finds what is there
        labels = prepared.train()[1].tolist()
    needle = [255 - label for label in labels[:24]]
    check = accuracy_check(grade(SCANS.replace("NEEDLE", str(needle))))
    assert check.learned is not None
    told = {column for row in check.learned.confusion for column, count in enumerate(row) if count}
    assert told == ({7} if which == "labels of unseen pictures" else {3})


def test_weights_from_elsewhere_are_told_to_a_person_and_cost_nothing(grade: Grade) -> None:
    source = (
        MODEL
        + TRAIN
        + """
trained = build_model()
import numpy as np
images = torch.from_numpy(np.load("/data/digits/images.npy").copy()).float() / 255
train(trained, images, torch.from_numpy(np.load("/data/digits/labels.npy").astype("int64")), "cpu")
fresh, fit = build_model, train

def build_model():
    return trained

def train(model, images, labels, device):
    model[0].bias.data += 1e-7
"""
    )
    check = accuracy_check(grade(source))
    assert check.learned is not None
    assert "pretrained" in check.learned.symptoms
    assert "its weights come from elsewhere" in check.feedback.message
    assert check.state == "passed"


def test_so_many_epochs_and_no_more(tmp_path: Path, jail: Jail) -> None:
    fit = SPEC.checks[-1].fit
    assert fit is not None
    (tmp_path / "digits.py").write_text(HEAD + MODEL + TRAIN, encoding="utf-8")
    for epochs, state in ((12, "passed"), (11, "failed")):
        limits = SPEC.limits.model_copy(update={"total_s": 100.0 + epochs})  # a case book of its own
        check = SPEC.checks[-1].model_copy(update={"fit": fit.model_copy(update={"epochs": epochs})})
        spec = SPEC.model_copy(update={"checks": (*SPEC.checks[:-1], check), "limits": limits})
        found = accuracy_check(grade_file(tmp_path / "digits.py", spec, sandbox=jail))
        assert found.state == state, found.feedback.message
    assert "12.0 times over; at most 11" in found.feedback.message
